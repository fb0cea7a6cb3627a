import pytest

from openkitchen.experiments.verdict import Copies, judge_change, judge_column
from openkitchen.experiments.worth import Worth

SEEN, NOISE = Copies(0.01, 99, 0, 0.012), Copies(0.4, 99, 39, 0.012)


def worth(value, far=0.003, margin=0.005, p=0.001):
    return Worth(
        0.1 + value, 0.1, value, value - far, value + far, margin, p, 0.004, 0.05, 900, 9, 8
    )


@pytest.mark.parametrize(
    ("copies", "value", "kind", "said"),
    [
        (SEEN, 0.02, "worth it", "informative and worth adding: nDCG@10 is 0.02 higher"),
        (SEEN, 0.001, "informative, not worth it", "within the margin of 0.005"),
        (SEEN, -0.02, "informative, not worth it", "so lists get worse"),
        (NOISE, 0.02, "not told from noise", "39 of 99 shuffled copies"),
        (NOISE, -0.02, "not told from noise", "Lists are worse with it"),
        (Copies(0.01, 99, 0, 0.01, gains=False), 0.0, "nothing new", "repeats others"),
        (Copies(0.9, 99, 99, 0, used=False), 0.0, "not used", "makes no use of it"),
    ],
)
def test_a_column(copies, value, kind, said):
    found = judge_column("users.diet", "adding", "nDCG@10", worth(value), 0.001, copies)
    assert found.kind == kind
    assert said in found.sentence
    assert found.sentence.startswith("users.diet")


def test_of_several_columns_p_is_said_to_be_of_all_together():
    several = Copies(0.044, 359, 1, 0.002, together=9)
    found = judge_column("users.x", "keeping", "nDCG@10", worth(0.02), 0.001, several)
    assert "1 of 359 shuffled copies" in found.sentence
    assert "(p = 0.044, 9 columns judged together)" in found.sentence
    alone = judge_column("users.x", "keeping", "nDCG@10", worth(0.02), 0.001, SEEN)
    assert "(p = 0.01)" in alone.sentence


def test_nothing_found_says_what_would_have_been():
    noise = judge_column("users.x", "keeping", "nDCG@10", worth(0.0), 1.0, NOISE)
    assert "1.2% higher would mostly have been seen" in noise.sentence
    assert "an effect of 0.004 or more on nDCG@10" in noise.sentence
    open_ = judge_column("users.x", "keeping", "nDCG@10", worth(0.004, 0.006), 0.2, SEEN)
    assert open_.kind == "informative, worth not settled"
    assert "0.004" in open_.sentence


@pytest.mark.parametrize(
    ("value", "far", "kind"),
    [
        (0.02, 0.003, "better"),
        (-0.02, 0.003, "worse"),
        (0.001, 0.003, "no difference that matters"),
        (0.004, 0.009, "not settled"),
    ],
)
def test_a_change_that_is_no_column(value, far, kind):
    found = judge_change("events since May", "nDCG@10", worth(value, far), 0.001)
    assert found.kind == kind
    assert "(" in found.sentence
    assert "900 people" in found.sentence
