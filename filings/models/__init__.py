from .attachment import Attachment
from .deadline import DeadlineExtension
from .filing import Filing
from .request import RevisionRequest
from .review import Remark, ReturnReason, ReviewAnswer, ReviewBlock, ReviewQuestion, ReviewSheet
from .version import FilingTransition, FilingVersion

__all__ = [
    "Attachment",
    "DeadlineExtension",
    "Filing",
    "FilingTransition",
    "FilingVersion",
    "Remark",
    "ReturnReason",
    "ReviewAnswer",
    "ReviewBlock",
    "ReviewQuestion",
    "ReviewSheet",
    "RevisionRequest",
]
