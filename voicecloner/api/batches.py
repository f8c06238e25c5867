"""Batches, and the best of several attempts: requests, results and what they may hold."""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from

if TYPE_CHECKING:
    from voicecloner.use_cases.batch.batch_line import LineOutcome
    from voicecloner.use_cases.batch.batch_request import BatchRequest
    from voicecloner.use_cases.batch.clone_table import CloneTableRequest
    from voicecloner.use_cases.batch.file_names import USUAL_PATTERN
    from voicecloner.use_cases.batch.lines_on_cluster import SeenCluster, can_reach_clusters, look_at_cluster
    from voicecloner.use_cases.batch.look_at_table import SeenLine, SeenTable
    from voicecloner.use_cases.batch.planning import LineDefaults
    from voicecloner.use_cases.batch.speak_lines import BatchResult
    from voicecloner.use_cases.batch.tables import TABLE_SUFFIXES
    from voicecloner.use_cases.batch.unfinished import UnfinishedBatch
    from voicecloner.use_cases.speaking.speak_best import MOST_ATTEMPTS, SpeakBestRequest
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.use_cases.batch.batch_line": ["LineOutcome"],
            "voicecloner.use_cases.batch.batch_request": ["BatchRequest"],
            "voicecloner.use_cases.batch.clone_table": ["CloneTableRequest"],
            "voicecloner.use_cases.batch.file_names": ["USUAL_PATTERN"],
            "voicecloner.use_cases.batch.lines_on_cluster": ["SeenCluster", "can_reach_clusters", "look_at_cluster"],
            "voicecloner.use_cases.batch.look_at_table": ["SeenLine", "SeenTable"],
            "voicecloner.use_cases.batch.planning": ["LineDefaults"],
            "voicecloner.use_cases.batch.speak_lines": ["BatchResult"],
            "voicecloner.use_cases.batch.tables": ["TABLE_SUFFIXES"],
            "voicecloner.use_cases.batch.unfinished": ["UnfinishedBatch"],
            "voicecloner.use_cases.speaking.speak_best": ["MOST_ATTEMPTS", "SpeakBestRequest"],
        },
    )
