"""Pictures of the course, drawn from the student's own arrays. A picture shows itself; it never checks or grades."""

from byhand.pictures.agreement import agreement
from byhand.pictures.curve import loss_curve
from byhand.pictures.error_map import error_map
from byhand.pictures.ladder import Ladder, ladder
from byhand.pictures.network import network
from byhand.pictures.picture import Picture
from byhand.pictures.product import inner_index
from byhand.pictures.recorded_graph import recorded_graph
from byhand.pictures.spotlights import spotlights
from byhand.pictures.tape import tape
from byhand.pictures.valley import valley
from byhand.pictures.walks import walks
from byhand.pictures.winning_bug import winning_bug

__all__ = [
    "Ladder",
    "Picture",
    "agreement",
    "error_map",
    "inner_index",
    "ladder",
    "loss_curve",
    "network",
    "recorded_graph",
    "spotlights",
    "tape",
    "valley",
    "walks",
    "winning_bug",
]
