"""A path means a bundle, or the workspace that holds one."""

import pytest

from openkitchen.errors import BundleError
from openkitchen.pipelines.bundles import load_bundle


def test_a_bundle_and_a_workspace_are_loaded(bundle, workspace):
    assert load_bundle(bundle).name == "glass-box"
    own, published = load_bundle(workspace.root), load_bundle(workspace.bundle)
    assert own.users.tolist() == published.users.tolist()


def test_what_is_neither_is_told(tmp_path):
    with pytest.raises(BundleError, match="no bundle at"):
        load_bundle(tmp_path)
