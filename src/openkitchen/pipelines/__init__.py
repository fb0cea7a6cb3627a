"""From received files to a published bundle: wiring alone.

`steps` says which library function makes which table from which; `runner` runs them for
``openkitchen run``, `kedro` hands the same ones to ``kedro run``; `files` and `judging` do
single jobs from files to files, without a workspace.
"""
