import pytest

from openkitchen.errors import UnknownName
from openkitchen.pipelines.ledgers import QUESTIONS
from openkitchen.pipelines.working import STANDING as DONE
from openkitchen.studio.standing import STANDING, standing_question


def test_each_is_asked_as_the_ledger_words_it_and_can_be_done():
    assert {one.key: one.words for one in STANDING} == QUESTIONS
    assert set(DONE) == {one.key for one in STANDING}
    assert standing_question("season").short == "Season"
    with pytest.raises(UnknownName, match="page"):
        standing_question("weather")
