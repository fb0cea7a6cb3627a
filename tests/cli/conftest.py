from tests.stories.conftest import bundle, tables, workspace  # noqa: F401
