"""Every metric that lists are judged by has words, and they speak of the list's length."""

from openkitchen.reporting.glossary import GLOSSARY, METRICS


def test_meanings_name_the_length_and_end_as_sentences():
    for words in METRICS.values():
        assert words.title
        assert "7" in words.meaning(7)
        assert words.meaning(7).endswith(".") or words.meaning(7).endswith(")")
        assert words.meaning(7) != words.meaning(8)


def test_words_are_explained_once():
    names = [word.word for word in GLOSSARY]
    assert len(names) == len(set(names))
    assert all(word.meaning.endswith(".") for word in GLOSSARY)
