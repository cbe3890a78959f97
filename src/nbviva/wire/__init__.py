"""The wire between a student's process and the examiner: one socketpair, frames, messages, values.

It trusts nothing that comes from the student's side, runs nothing of it, and knows nothing of notebooks, sandboxes or grades.

    values    what crosses, and the bytes it crosses as        frames    turns, sizes and deadlines on the socket
    messages  what the two sides say to each other             restore   what a call did to its arguments, done here too
"""
