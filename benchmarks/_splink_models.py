"""The models that Splink's documentation publishes for its example data, as peers.

The settings are those of the examples "febrl3", "febrl4" (the detailed model) and "accuracy
analysis from a labels column" (fake_1000) of Splink's documentation, for Splink 5. For files of
customers there is no published model; `people_defaults` is what its tutorial would write down for
such columns: a ready-made comparison for each, blocking by what is most telling.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass

import pyarrow as pa

__all__ = ["Predicted", "fake_1000", "febrl_deduplicate", "febrl_link", "people_defaults"]


@dataclass(frozen=True)
class Predicted:
    """Pairs with a probability: ``left``, ``right``, ``probability``."""

    pairs: pa.Table


def fake_1000(people: pa.Table) -> Predicted:
    """Find one person's records in fake_1000."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on(name) for name in ("first_name", "surname", "dob", "email")
        ],
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email"),
        ],
    )
    certain = [
        "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
        "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
        "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
        "l.email = r.email",
    ]
    training = [block_on("dob"), block_on("email"), block_on("first_name", "surname")]
    return _run([people], settings, certain, 0.7, training, fast=True)


def febrl_deduplicate(people: pa.Table) -> Predicted:
    """Find one person's records in a file of Febrl (the model of the febrl3 example)."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    settings = SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on(name)
            for name in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
        ],
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d"
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
    )
    certain = [
        block_on("soc_sec_id"),
        block_on("given_name", "surname", "date_of_birth"),
        "l.given_name = r.surname and l.surname = r.given_name "
        "and l.date_of_birth = r.date_of_birth",
    ]
    training = [block_on("date_of_birth"), block_on("postcode")]
    return _run([people], settings, certain, 0.9, training, fast=False)


def febrl_link(one: pa.Table, other: pa.Table) -> Predicted:
    """Link two files of Febrl (the detailed model of the febrl4 example)."""
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    settings = SettingsCreator(
        unique_id_column_name="rec_id",
        link_type="link_only",
        blocking_rules_to_generate_predictions=[
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        comparisons=[
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison(
                "date_of_birth",
                input_is_string=True,
                datetime_format="%Y%m%d",
                invalid_dates_as_null=True,
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
                term_frequency_adjustments=True
            ),
        ],
    )
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    training = [block_on("date_of_birth"), block_on("postcode")]
    return _run([one, other], settings, certain, 0.8, training, fast=True)


def people_defaults(people: pa.Table) -> Predicted:
    """Find one person's records in a file of customers with Splink's ready-made comparisons.

    Parameters
    ----------
    people
        ``record_id``, ``given``, ``surname``, ``born`` (ISO), ``email``, ``phone``,
        ``postcode``, ``street``: values written in one way, as a careful user would.
    """
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    settings = SettingsCreator(
        unique_id_column_name="record_id",
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[
            block_on("given", "surname"),
            block_on("surname", "postcode"),
            block_on("given", "postcode"),
            block_on("born"),
            block_on("email"),
            block_on("phone"),
        ],
        comparisons=[
            cl.ForenameSurnameComparison("given", "surname"),
            cl.DateOfBirthComparison("born", input_is_string=True, invalid_dates_as_null=True),
            cl.EmailComparison("email"),
            cl.LevenshteinAtThresholds("phone", [1, 2]),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("street", [0.9]),
        ],
    )
    certain = [block_on("given", "surname", "born"), block_on("given", "surname", "email")]
    training = [block_on("given", "surname"), block_on("born"), block_on("email")]
    return _run([people], settings, certain, 0.7, training, fast=True)


def _run(tables, settings, certain, recall, training, *, fast) -> Predicted:
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    logging.disable(logging.CRITICAL)  # Splink sets its own level again and again
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        api = DuckDBAPI()
        linker = Linker([api.register(table) for table in tables], settings)
        linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
        for rule in training:
            linker.training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=fast
            )
        found = linker.inference.predict(threshold_match_probability=0.01)
    logging.disable(logging.NOTSET)
    rows = found.as_duckdbpyrelation().to_arrow_table()
    ends = [name for name in rows.column_names if name.endswith(("id_l", "id_r"))]
    left = next(name for name in ends if name.endswith("_l"))
    right = left[:-1] + "r"
    return Predicted(
        pa.table(
            {
                "left": rows[left].cast(pa.string()),
                "right": rows[right].cast(pa.string()),
                "probability": rows["match_probability"],
            }
        )
    )
