"""Which kinds have common pages."""

import pytest

from filings.faces import all_faces, face_of
from filings.kinds import all_kinds

pytestmark = pytest.mark.pure


def test_every_kind_with_a_face_is_a_kind():
    assert {face.key for face in all_faces()} <= {kind.key for kind in all_kinds()}
    assert {"monitoring", "evaluation"} <= {face.key for face in all_faces()}


def test_the_goal_has_pages_of_its_own():
    with pytest.raises(KeyError):
        face_of("goal")


def test_a_line_of_the_queue_has_a_figure_for_each_title():
    assert face_of("evaluation").columns == ("总分", "等级", "检查")
    assert len(face_of("monitoring").columns) == 4
