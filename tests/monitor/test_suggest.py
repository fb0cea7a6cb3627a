"""What to do, and why."""

from openkitchen.monitor import suggest


def test_nothing():
    assert suggest().act == "nothing"
    assert suggest().sentence().startswith("Nothing to do: ")


def test_age_alone_means_training():
    told = suggest(stale="models of 3 weeks lose a tenth")
    assert told.act == "retrain"
    assert told.sentence().endswith("models of 3 weeks lose a tenth.")
    assert "devices" in suggest(stale="old", drifted="devices moved").reason


def test_what_is_broken_comes_first():
    assert suggest(stale="old", missing="web is late").act == "look first"
    assert "web is late" in suggest(stale="old", missing="web is late").reason
    assert "differs" in suggest(missing="web is late", differs="1 list differs").reason
    assert suggest(drifted="devices moved").act == "look first"
    assert suggest(gap="live is below").act == "look first"
