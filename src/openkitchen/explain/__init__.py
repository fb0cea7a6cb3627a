"""Why: scores taken apart, items that are missing, weights, and what newcomers get."""

from openkitchen.explain.above import Above, why_above
from openkitchen.explain.additivity import Additivity, check_additivity
from openkitchen.explain.batch import explain_lists, recommend_with_reasons
from openkitchen.explain.blocks import BlockShare, BlockShares, block_shares
from openkitchen.explain.cold_start import cold_start
from openkitchen.explain.listing import recommend_explained, recommend_shortened
from openkitchen.explain.reasons import ListReasons
from openkitchen.explain.shared import Correlate, Shared, shared_credit
from openkitchen.explain.similar import Likeness, Similar, SimilarItem, similar_items
from openkitchen.explain.terms import Explanation, Rule, Term, explain, explain_many
from openkitchen.explain.weights import Weight, Weights, weights, weights_of_item
from openkitchen.explain.why_not import WhyNot, why_not

__all__ = [
    "Above",
    "Additivity",
    "BlockShare",
    "BlockShares",
    "Correlate",
    "Explanation",
    "Likeness",
    "ListReasons",
    "Rule",
    "Shared",
    "Similar",
    "SimilarItem",
    "Term",
    "Weight",
    "Weights",
    "WhyNot",
    "block_shares",
    "check_additivity",
    "cold_start",
    "explain",
    "explain_lists",
    "explain_many",
    "recommend_explained",
    "recommend_shortened",
    "recommend_with_reasons",
    "shared_credit",
    "similar_items",
    "weights",
    "weights_of_item",
    "why_above",
    "why_not",
]
