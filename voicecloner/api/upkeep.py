"""Changing settings and looking after the whole program: requests and results."""

from typing import TYPE_CHECKING

from voicecloner.api.lazily import names_from

if TYPE_CHECKING:
    from voicecloner.atomic import make_folder
    from voicecloner.bootstrap.upkeep import engine_options
    from voicecloner.passwords import split_password
    from voicecloner.scratch import scratch_folder, temporary_error
    from voicecloner.use_cases.upkeep.back_up_library import LibraryBackup
    from voicecloner.use_cases.upkeep.change_setting import Changed, ListedSetting, SettingChange, setting_keys
    from voicecloner.use_cases.upkeep.demonstrate import DemoRequest, DemoResult
    from voicecloner.use_cases.upkeep.examine import Examined, HealthReport
else:
    __getattr__ = names_from(
        __name__,
        {
            "voicecloner.atomic": ["make_folder"],
            "voicecloner.bootstrap.upkeep": ["engine_options"],
            "voicecloner.passwords": ["split_password"],
            "voicecloner.scratch": ["scratch_folder", "temporary_error"],
            "voicecloner.use_cases.upkeep.back_up_library": ["LibraryBackup"],
            "voicecloner.use_cases.upkeep.change_setting": [
                "Changed",
                "ListedSetting",
                "SettingChange",
                "setting_keys",
            ],
            "voicecloner.use_cases.upkeep.demonstrate": ["DemoRequest", "DemoResult"],
            "voicecloner.use_cases.upkeep.examine": ["Examined", "HealthReport"],
        },
    )
