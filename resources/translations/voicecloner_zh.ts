<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh">
<context>
    <name>window</name>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording is too short: {missing_s:.1f} s of usable speech are missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording did not pass its review: record or import a better one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Your recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>{count} recordings: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking {count} recordings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/creating.py"/>
        <source>Creating “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>It can be brought back until VoiceCloner is closed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <source>{what} was discarded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A recording is under way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <source>End it, then undo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Drop one or several recordings here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose files…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose recordings (Ctrl+O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>{seconds:g} seconds or more: the engine needs as much.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>WAV, MP3, M4A, FLAC, OGG, Opus, AIFF, WebM
{least}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose recordings of one speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Microphone level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Speak so that the bar stays green and touches yellow at times. Click the light to put it out, or press the space bar here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>CLIP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>{level}, too loud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recordings that were kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>They were never used, and can still be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>and {older} older ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Look at this recording and use it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Delete it for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Capture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Voices are being made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Wait, or press Stop.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>“{name}” is ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Speak with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Be silent for two seconds…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Get ready…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Opening the microphone…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Recording so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Stop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Stop recording (Ctrl+R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>This recording is long enough to be used. It stays on this page until a voice is made of the new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Go on with this recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Let the recording wait, or go on with it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Record again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Set this recording aside and begin again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Discard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Throw this recording away; it can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Press to record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>The room is measured in silence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Esc stops the countdown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>that makes a good voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>the engine needs as much</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak for {seconds:.0f} seconds or more: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/name.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · enough, finish your sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · {missing_s:.0f} s to go</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Sound was lost {dropouts} times, because the computer is busy. Close other programs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Too loud: move back or turn the microphone down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak naturally, at a steady pace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Record (Ctrl+R)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel; the recording begins in {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_bar.py"/>
        <source>The recording under way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Recovering the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>The recording of {length} is deleted for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete this recording?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Bring to level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Filter it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Hear it repaired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>It is repaired in the copy that is cloned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Repair it in the copy that is cloned</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Choose the best part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Look for the best stretch and use that one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Cut the silence off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use only {times}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use {times} of the recording, without it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Remove the offset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Filter out rumble</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Cut off silence at the edges</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Bring to the usual level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Keep below full scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Before cloning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel of the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Original</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Repaired</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <source>Play or pause (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Equally loud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Turn the louder of the two down; otherwise it always seems the better one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>A copy of the recording is repaired and cloned. The original is kept as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>The one with speech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>{number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Switched off. When on: {intention}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>There was nothing to do.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Picture of the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Set this recording aside and record another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Start over; it can be undone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>They are of several people, or not to be put together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>A voice of each</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use the whole recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Only {start}–{end} of it is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Fine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Warning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Problem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} check passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} checks passed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Show what was looked at, or hide it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>closed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Verdict: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{speech} of speech in {whole}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Listen to the room for two seconds: its noise, the hum of the mains, and whether the microphone works</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check the room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>The room was not checked yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source> It is checked again by itself once it is quiet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Calm</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Lively</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Serious</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Language of the script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Tone of the script</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Something to read aloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Or say something of your own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>For a good recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>{title} · about {estimated_seconds:.0f} seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>Another recording is being checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>End it, then import.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording is being checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording of {length}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Each voice needs a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>The name “{name}” is taken: double-click it to change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>There is no recording in this folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recordings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice is ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices are ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice was not made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices were not made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>not made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>Waiting to be checked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>The voice is ready.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Stop below ends it; the voices that are made stay (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>A voice of each recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Leave the rest; the files stay as they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are being checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>All voices are made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>No recording is chosen that can be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: say whose voices they are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: name the speaker who gave consent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Recordings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Whose voices are they?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name of the s&amp;peaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Each voice is called like its file: double-click a name, or press F2, to change it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Clone a voice only with the speaker's consent, and never to deceive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Making voices…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>They are my own voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The speaker gave me consent for all of them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are in the public domain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/sources.py"/>
        <source>Record or import one person speaking, in a quiet room and without music.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>Steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>you are here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>not yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name and create</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>&amp;Name the voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Go to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Checking the recording…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Listen to it meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Back to the review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>The whole recording, with the stretch that is used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Part of the recording in sight</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Play the stretch, or fall silent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Next best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Try the next best stretch that was found</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the whole recording (0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See stretch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the stretch closer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Drag the edges of the stretch that is used, or the stretch itself; click anywhere to hear what is there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Reading {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>give the words of each recording, or of none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>&amp;Transcript</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>Transcript of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Transcript</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>There are suggestions for English only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>The words in the field are replaced; that can be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Suggest the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Listening to the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>No words were understood.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were kept: they changed while the recording was listened to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were replaced by a suggestion.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>They can be brought back until another recording is shown.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: the words spoken in the recording, exactly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>What you want to call it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>I read the script (delete below what you left out)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Create voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>give the voice a name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>say whose voice it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>name the speaker who gave consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Still missing: {wanted}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>There is a voice named “{name}” already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>&amp;Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Whose voice is it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: {engine} makes the voice of the sound alone; words are kept for engines that use them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Use it now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Creating…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Who gave consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Have it spoken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Optional: for example where the agreement lies</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The speaker reads a sentence aloud (in English)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Note on the c&amp;onsent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Recording: read now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Press the button, then let the speaker read this aloud.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Listening to the consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The consent was heard, and it is the same voice. It will be kept with the new voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record the reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Stop: it was read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Listen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Hear the recording of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Nothing was recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>It is recorded. Hear it, record it again, or have it checked and kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Spoken consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Spoken consent to “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>How far listening is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Another sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The one shown counts no more then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>It was read into a file somewhere else</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Check and keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listen to it, and keep it if it matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The sentence, as it was read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening to the consent to “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Record it while the speaker reads it aloud, until {until}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The speaker’s consent is kept with “{name}” now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Stopped: nothing was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Who gave you this voice stated whose it is. What you state here takes the place of that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Whose voice is “{name}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>State this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Note on the consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Enter who gave you consent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{ground}”{who}, stated on {when} by who gave you the voice, not by you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>{ground}{who}, stated on {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{heard}”, spoken on {day}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>State consent anew…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Say whose voice it is, and what it may be used for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Add a spoken consent…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>The speaker reads a sentence aloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>This is my own voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The speaker gave me consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The recording is in the public domain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be given to others as a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be used over HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick all chapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick no chapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Read aloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Ctrl+Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Stop; what was said is kept (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Another document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose another document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>There is no voice yet: make one on the Capture page.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose a voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick a chapter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Cover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>“{title}” was read aloud: {facts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>, about {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All chapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{count} of {chapters}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One audiobook with chapters (M4B)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One MP3 with chapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>Replace files that are there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A JPEG or PNG picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Take the document’s own cover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Book</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Pictures ({kinds})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A file for each chapter: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>S&amp;ubtitles</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Who reads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>What is made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the document’s own cover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Without a cover</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the cover {cover}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Looking at {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>Reading “{title}” aloud</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>“{title}” was read aloud.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Press “Go on” below “Not finished”, now or at any later start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>The voice chosen above</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>A name in [brackets] before a paragraph says who reads it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>Voice of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Being read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>{words:,} words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file (Ctrl+O)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Files ({kinds});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/folder_field.py"/>
        <source>Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/folder_field.py"/>
        <source>Choose where it is saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/folder_field.py"/>
        <source>Save as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/folder_field.py"/>
        <source>Where to save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>To be said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_table.py"/>
        <source>Lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <source>Show the files that were made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Plain text, Markdown, HTML, EPUB, DOCX, SRT, WebVTT</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>CSV, TSV, XLSX or JSONL with a column “text”, or TXT with a text a line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>A book is being read: wait for it, or stop it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>The lines of a table are being said: wait for them, or stop them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Long texts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Have a book read aloud, or each line of a table said into a file of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Book or document</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Read a document aloud, chapter by chapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Table of lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Say each line of a table into a file of its own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a document here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a table here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say all lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Stop; what was said is there (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read the table again after it was changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Another table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Choose another table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>The lines are being looked at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} line cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} lines cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>There are no lines that can be said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>All lines are said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>And {count} more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source> {number} line failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source> {number} lines failed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source> It was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} of {lines} are said: {length} of speech.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Line {number}: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say the rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} cannot be said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>As many as there is room for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Voice of lines that name none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Engines side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Saying the lines of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{count} of {lines} are said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Stopped: {there}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} line failed: the list says why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} lines failed: the list says why.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>book</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>{kind} · {fraction} % said · begun {begun}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Not finished</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said of these is kept. They go on where they were.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Go on where it was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Erase what was said of it so far</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said of it and is not saved yet is erased. Chapters that are saved stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget “{title}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engine_group.py"/>
        <source>Recommended for this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Progress of installing: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Install…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and throw away what has arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Remove</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Remove: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Free memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Take engines out of memory until needed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>about {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>What is fetched from PyPI is {about}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Download and install {title}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Not now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Voices and models stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove {title}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Keep</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Waiting for its turn</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Installed: {title}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Fetch a model to use it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Ready: {ready}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Not installed: {lacking} (about {size}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>There are none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{size} of memory are free</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>, {size} on the graphics card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{words}; in memory: {loaded}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Progress of {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>On this computer, {size}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} are here, the rest is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and keep what has arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Import…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Take {title} from files you have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Compare the files with their checksums</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Take {title} off this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A zip or tar archive…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Recommended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>about </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>size not known</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>needs an account</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} of memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>any language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{count} languages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>For the neural engines; the natural and the basic one need none. Nothing is fetched before you ask for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Archives (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search name, language, licence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>No model matches.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Import {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title}: all files are as they should be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it again it has to be fetched again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>The model is on this computer now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it, its engine has to be installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Download</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>What its engine needs ({about}) is fetched and installed as well.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title} is on this computer now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/choosing.py"/>
        <source>Recordings ({kinds});;All files (*)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Loudspeaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Input of the microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Look for a new {lower}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>The one that is heard ({used})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Input {number} · {level}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>No {lower} was found. Plug one in, then press Rescan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{default} (default)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>System default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{chosen} (not connected)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>Something went wrong inside VoiceCloner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Your voices are safe and you can go on. If it happens again, please report it with the lines below.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy the details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>I have read the licence and accept it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words} ({name})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>This model is given only to people who have agreed to its makers’ terms. Agree on its page, make an access token (reading is enough), and paste it here. It is kept in your system’s keyring.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Access token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>&amp;Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/name.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <location filename="../../voicecloner/gui/voices/voice_name.py"/>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+1 … Ctrl+6</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Capture, Voices, Speak, Long texts, Models, Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+R</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Record, or end the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+O</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Import recordings; on the page Long texts, choose a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+F</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Search the voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Enter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak with the chosen voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>F2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Rename the chosen voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Del</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Delete the chosen voice or take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Z</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Undo the last deletion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+T</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>The trash, on the page Voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+X</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Hear the recording instead of the voice, or back, on the page Voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak the text, read the book, say the lines; on the page Capture, the next step</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+B</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stress the selected words of the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Shift+P</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Half a second of silence in the text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+S</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Save the speech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Space</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Play or pause, when not typing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>← → Home End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Two seconds back or on, or to the ends, in a picture of a sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>0.1 s (with Shift 1 s), on an edge of a stretch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>+ − 0, Ctrl+wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>See a sound closer, more of it, or all of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Shift+← →, Shift+wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Move what is seen of a sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>PageUp PageDown Home End</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Scroll the page, when not typing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Esc</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stop what is being done or heard, or a countdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Q</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Close VoiceCloner</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>This list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Keyboard shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <source>Play in another program</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/language_combo.py"/>
        <source>Choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Do what the message offers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Close this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/pace.py"/>
        <source>Spee&amp;d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Shortcuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Keyboard shortcuts (?)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>{name} (Ctrl+{number})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Zoom in to see the spectrogram and the pitch.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Looking at the sound…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>Looking at the sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>Not looked at. Zoom in or out to see the spectrogram.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See more of it (−, Ctrl+wheel; all: 0)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See it closer (+, Ctrl+wheel)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>Show spectrogram and pitch, or the waveform alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>{name}: drag it, or use the arrow keys (0.1 s, with Shift 1 s)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>at {seconds:.1f} seconds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>Start of the stretch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>End of the stretch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>The spectrogram follows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source> The pitch is about {pitch_hz:.0f} Hz.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{start} to {end}: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{length} long.{pitch} {marked}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <source>Click to hear on from there. Ctrl+wheel, + and − zoom, 0 shows all; Shift+wheel or Shift+← → moves what is seen.
The wheel alone scrolls the page.
Grey: how strong each frequency is (scale on the left). Coloured line: the pitch (scale on the right).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <source> and </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stop what is being done (Esc)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/voice_combo.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>No voice yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Good to use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Nothing stands in the way of a good voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Usable, but could be better</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>You can go on; the notes say what would help.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Not good enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>No voice can be made of this; the notes say what to do better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>free, also commercially</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>free if its makers are named</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>not for commercial use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Offset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at least</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places} and {rest} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Back up…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Copy all voices to another folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Restore…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bring voices back from a backup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Keep a copy of all voices in another folder, best on another disk. Only what is new is copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>A folder for backups</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The folder with the backup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Backing the voices up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bringing the voices back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>nothing new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The backup in {folder} holds {voices}; {new}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>“{name}” was left out. {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Other programs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Appearance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Downloads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Language of the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Shortest recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Countdown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Level before recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Check of the room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Number of voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Watermark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Content credentials</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificate to sign with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Key of that certificate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Takes are kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Question at closing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder for speech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder of recordings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines in memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Answer other programs on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Mirror</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Proxy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>The best for the language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Changes are kept at once.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>VoiceCloner {version} · free software under the GPL, version 3 or later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>More</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{option} of {engine}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>As the system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{chosen} (not installed)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Your files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Voices, recordings and takes lie in this folder on your own computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all that was spoken</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>See whether all voices and recordings are there, and mend what can be mended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Check and repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Look through the library</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>No takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{held}: what was spoken, kept as said under “What was spoken”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes for good?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken is erased here, with its texts. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Keep them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} take was erased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} takes were erased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Copy the token, which other programs need</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Open page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Use this program in the browser</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Token</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>The token was copied.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/heard_words.py"/>
        <source>The words that are heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Type a text and hear it in one of your voices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Speaking as {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Converting {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Choose the recording to say again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Letters, as one would read them aloud, or phonemes of the IPA between slashes: /ˈwɪn/.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Pronunciation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>How words are said</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Hear the word in the chosen voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say the word so from now on (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>New</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Take the chosen word out of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Saying “{word}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Words with a pronunciation of your own</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;Word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said &amp;as</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;For</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>All voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>{engine}, with which the chosen voice speaks, says no phonemes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace “{name}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>There is a file of this name already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>In {folder}. The file says that it is synthetic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saved as {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saving {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>speech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take has this version of the sentence now; the other one is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sentences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sp&amp;eed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Other words, *stress* in asterisks, another spelling, another speed: as you like.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Play this sentence, or the chosen version of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Say this sentence again; how it was said until now is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Use this version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Let this version be heard in the take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase this version, which is not heard in the take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Saying a sentence again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version {place} for good?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take stays as it is heard now. This cannot be undone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The version was erased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>&amp;Words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>  · {count} versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>in the take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Version {place}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>speed {speed:.2f}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>{facts} · seed {seed} · {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>{hint} The speech was made all the same and can be saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>Stopped. What was said so far, {length}, is kept as a take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>What was said until then, {length}, is kept as a take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Stress the selected words ({key})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Half a second of silence here ({key})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Pronunciation…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Say how words are said that come out wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Convert a recording…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{engine} says no texts: convert a recording, or drop one here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Type what the voice shall say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Say a recording again in this voice; it can be dropped here too</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>The engine of this voice, {engine}, cannot convert recordings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>What shall the voice say?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Text to say</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Stress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Pronounce “{shown}” as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Picture of the speech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>What the voice says is seen here as soon as it begins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Hear this sentence once more, from its beginning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save as…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Save as WAV, MP3 and others (Ctrl+S)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Being made…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Speed of playback</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>How fast it is heard; the take stays as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>★ favourite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>erased after {days}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>not saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>stopped early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>broken off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search what was said, or the voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Delete the chosen take (Del)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play this take (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save this take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say the same once more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Favourite</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep this take for good, or not</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show older</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show more of the takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>What is spoken is kept for {days} days on which VoiceCloner is used, then it is erased; favourites are never erased so. {size} on the disk. Save what you want to keep elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>No take matches “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Let the rule count for it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep it for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>Hear what the voice sounds like (Space)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>“{name}” says a sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>&amp;Filter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Show voices of one state, language, engine or tag alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Filter: {kinds}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Show all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>{count} voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Voice of VoiceCloner (*{suffix})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Export {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>“{name}” is too large to be dragged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Press Export instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Exporting {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Saved as {path} ({size}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>&amp;All voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>Back to the list of voices (Alt+A)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Record yourself, or drop a recording onto this window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Look at its review.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Name the voice, say whose it is, and press Create voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Recently used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Newest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search name, id, tags, notes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Sort by</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Voices in the library, and how many it may hold (see Settings)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Deleted voices (Alt+T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voices yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Make a voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voice matches</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Try fewer letters, or another word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add a tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>A tag for {count} voices:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{number}{more} found · </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}: delete one first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash ({count})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Of 100: how alike it is, less for what cannot be understood and for a poor recording. Good from {good} on, fair from {fair} on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>How it came out was not measured yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>It says two sentences, which are held against its recording…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Find out how it came out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>What was measured</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>The numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Score {score} of 100</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>Measuring “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>How “{name}” came out could not be measured. {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>A&amp;dd tag…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Give all of them a tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Write all of them into one file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Put all of them into the trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>{chosen} voices chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Hear the other one from the same place on, equally loud ({key})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Switch between the voice and the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>{language} · deleted {when} · erased after {days}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>its {part} cannot be read: it can only be erased</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices stay here for {days} days on which VoiceCloner is used, with their recordings; then they are erased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Back to the voices (Alt+T)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Bring the voice back (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase now…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it for good (Del)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Empty the trash for good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Trash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voice for good?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voices for good?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Their recordings and what was spoken with them are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Another voice is called “{taken}” by now. Bring it back as:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore a voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase “{name}” for good?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased, with {takes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voice was erased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voices were erased.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>A damaged index that was set aside in the folder of your files may still tell of it: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings and what it has spoken ({takes}) are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>It stays in the trash for {days} days on which VoiceCloner is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>They stay in the trash for {days} days on which VoiceCloner is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>did not pass its review: it cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>passed its review.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Reviewing “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{tagged} voices have the tag “{tag}” now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Giving {count} voices a tag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Deleting {count} voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” was deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices were deleted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Bringing {count} voices back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices are back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound and the words spoken in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It has to be rebuilt before it can be heard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Its recording did not pass its review.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording it was made of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Press Play to hear and see the voice itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>What else is known of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak with it (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename (F2)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rebuild</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Make it anew from its kept recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Save it as a file for another computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete (Del)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Review again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Hold it against today’s checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details of the voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{engine} says no texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Failed its review: {reasons}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It is being reviewed again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Needs rebuild: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Whose voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made of</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Created</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Last used</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>never</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Id: {id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine: {engine_id}, revision {engine_revision}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made by VoiceCloner {program_version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{transcript}
(not used)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_name.py"/>
        <source>Give the voice a name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>good recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>usable recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>failed review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>score {score} of 100, {grade}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>used {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>made {when}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Separated by commas, for example: family, audiobook</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>What you want to remember</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Ta&amp;gs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>N&amp;otes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>the own voice of who made it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made with the speaker’s consent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made of a recording in the public domain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>who gave you the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>somebody who gave the voice to them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>That is their statement, not yours: until you state consent anew, what comes in may not be passed on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import {title}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Importing voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Nothing new came in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{former}” is called “{name}” here: the name was taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were imported.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was put in the trash again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were put in the trash again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was here already and stayed unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were here already and stayed unchanged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>From {where} ({size}). Nothing in your library is replaced.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>It is </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{ground}{who}: stated on {day} by {stater}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>The log tells more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was recorded so far is kept, and offered when VoiceCloner starts again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Keep it and close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Something is being spoken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept, and is among the takes when VoiceCloner starts again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on speaking</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A book or a table is being read aloud.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept; it can go on, on the page “Long texts”, when VoiceCloner starts again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on reading</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>One take is not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>{number} takes are not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>It is here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>They are here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Do not ask this again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>Repair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>The library is in order; {voices} voices were looked through.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>There is nothing to undo.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Off: this computer listens to nobody.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Starting …</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>The service ended by itself. Switch it off and on again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Running at {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” was rebuilt with {title}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuilding “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” has to be rebuilt before it can speak.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>{reason}. The voice is made anew from its kept recording; nothing of it is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuild it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/wording.py"/>
        <source>d MMMM yyyy</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>it is no file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no folder “{parent}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Make it first, or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be written in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check its permissions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The folder {folder} cannot be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no permission to write or read {shown}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{shown} could not be written or read: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The disk is full: nothing more can be written in {parent}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Free some space on it, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{parent} does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check that the folder or the drive is still there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be saved in {parent}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{path} does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>Windows WASAPI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>The loudspeaker “{name}” is not connected: the system’s own one is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound system does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, allow its use in the system's settings, then press Rescan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, press Rescan where loudspeakers are chosen (Settings), then play again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Install it (Debian and Ubuntu: sudo apt install libportaudio2), then start VoiceCloner again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio does not start ({error}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The devices cannot be searched while sound is recorded or played.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Stop recording and playing, then press Rescan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{info}” cannot be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{name}” is no longer there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>No {removeprefix} was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The microphone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The loudspeaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>the system’s default device</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The device does not start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>The recording cannot be written to {path} ({strerror}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Nothing is being recorded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>A recording is already under way.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>Stop it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone sends nothing but silence. It is muted, or another one has taken its place.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>{name}, input {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone does not answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be written any further ({strerror})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>A recording ends after an hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>; {seconds} s were kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be finished ({strerror}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>This is no recording of VoiceCloner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recordings in {folder} cannot be looked at ({strerror}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be read ({strerror}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} is still being made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be recovered ({strerror}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be kept ({strerror}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_part.py"/>
        <source>“{name}” was broken off before its first sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/audiobook.py"/>
        <source>“{name}” could not be written: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” holds no sound that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a picture, not a sound file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a text, not a sound file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is an archive, not a sound file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a document, not a sound file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is cut off or damaged: its index cannot be read, and without it none of its sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” has no sound track.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The sound in “{name}” is in a format that cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>“{name}” is a sound file without any sound in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” ends before the stretch that was chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” does not say where in it the chosen stretch lies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is so damaged that nothing of its sound can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims a sample rate of {sample_rate} Hz; 4000 to 384000 Hz can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims to have {channels} channels; 1 to 64 can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” needs more memory to be read than a recording should.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is damaged in a way that stops the decoder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Choose another copy of the recording, or another recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Convert the recording to WAV, then choose that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Unpack it first, then import the recordings in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Choose an earlier start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Save it with one or two channels, then choose that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Cut out the minutes you need, then import those.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>It sent more than was asked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Reading “{path}” took longer than {time_limit_s} s and was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Convert the recording to WAV, then import that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The decoder cannot be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>Install the program again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” could not be read from its disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>Check its permissions and its disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>It may have been moved or deleted; if it is there, check its permissions and its disk.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>VoiceCloner wrote it itself: make it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>The sound to be written holds values that are not numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>WAV sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>FLAC sound, smaller</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Ogg Vorbis sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Opus sound, smallest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>MP3 sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Use a name that ends in one of {writable_suffixes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>“{name}” does not say in which format to save.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound cannot be saved as “{suffix}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” is damaged and cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>{bits} bits per sample cannot be written to {container} files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound files have no field named “{unknown}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>VoiceCloner {version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Nothing more can be written in {parent}: the disk is full or has gone away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Free some space on it, or choose another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>There is no file “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check the name and the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” cannot be opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check its permissions and those of its folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a folder, not a sound file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose the recordings in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a device or a pipe, not a sound file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is larger than 16 GB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” has no channel {channel}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose 1 to {shape}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” holds less than a tenth of a second of sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose a longer recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged near this stretch; parts may be missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is {promised_s} long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is long</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{whole}; only its first {read_s} are used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of {promised_s} could be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>By its header the file is {stated} long, but it holds {held}: all is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of it could be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The end of the file is missing: {read_s} could be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is {parts} recordings one after the other: all {read_s} are used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{note} Parts of it are damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Most values in “{name}” are not numbers, so it holds no sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {count} of its {size} values are not numbers and were replaced by silence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The sound went {over_db} dB beyond full scale and was turned down by as much; nothing of it is lost.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Sound cannot be sent as “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Choose one of {stream_formats}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Reading “{path}” came to a standstill and was stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>The loudspeaker went away.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>Plug it in or choose another one, then play again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>Playing cannot begin before the start of the sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} holds no sound that can be played.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} cannot be played to its end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <source>Sound cannot be played at a speed of {speed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose {slowest} to {fastest}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>A constant offset is removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz is filtered out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Silence at the start and the end is cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>The loudness is brought to {target_lufs} LUFS.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Peaks above {highest_peak} are avoided by turning the sound down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>An offset of {offset} % of full scale was removed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>; it held {lost_percent} % of the power</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz was filtered out{share}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>{seconds} s of silence from the {edge}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {words}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its loudness is about {target_lufs} LUFS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its peaks stay below full scale</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned up by {changed_db} dB {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned down by {changed_db} dB {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/children/packets.py"/>
        <source>{count} and {count2} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be given to others as a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be used over HTTP</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{likeness} like the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>nothing speaks against it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>much too long for its text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>too short for its text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>silent for {longest_silence_s} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>its peaks are cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words not understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>“{repeated}” is said twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>it says “{leaked}”, which is of the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>only {likeness} like the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>spoken form</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The {what} is longer than {most} characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Shorten it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The {what} holds signs that are not said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write it without &lt; &gt; * [ ].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The {what} has nothing to say in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Type letters or figures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>“{spoken}” are no phonemes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write letters of the IPA between two slashes, such as /ˈwɪn/, or letters without slashes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>“{name}” of the request cannot be {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>It must be {hint}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Record again: 30 seconds in a quiet, furnished room, close to the microphone, then make the voice anew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or record again and speak distinctly</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>very clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>mostly clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>hard to understand</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>with noise or artefacts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>but from a poor recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read more lively when you record</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read in the tone the voice is to have</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than the speaker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a higher speed to speak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a lower speed to speak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or make it of a longer recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{words} of {words2} words were understood</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Likeness {likeness} of that of the recording to itself ({likeness2} by the first ear, {likeness3} by the second)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Sound {naturalness} of 5, the recording {recording_naturalness}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Pitch {pitch_st} semitones, its range {range_ratio}, pace {pace_ratio}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Of {others} speakers both ears take it for the right one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Of {others} speakers the right one comes on place {place} by the first ear, {place2} by the second</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warning for the recording, which cost {warning_points} points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warnings for the recording, which cost {warning_points} points</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>Of this take it is not known where its sentences are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>Takes of recordings and of earlier versions of VoiceCloner can only be said again as a whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>There is no sentence {number} in this take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose 1 to {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/text.py"/>
        <source>the recording made here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound and its transcript</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the system’s default device, {microphone}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>The voice “{name}” cannot be used: its {part} cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Listening to the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>Fitting the voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <source>There is no voice in the reference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>Record or choose one with speech.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Basic voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>A plain synthetic voice with your pitch and colour, for languages that no better engine speaks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Starting the basic voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>The voice is ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <source>Loading {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, put together from what the voice's own recording holds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, from a few seconds of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in the tone of another voice; small and quick.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion_models.py"/>
        <source>The model “{id}” has another sample rate than it should.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>How much the melody varies: less is steadier, more is livelier and keeps less to the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>XTTS v2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>Speaks 17 languages with one voice. Only for non-commercial use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, small engine for English, French and Brazilian Portuguese. Only for non-commercial use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, lively engine: it laughs and sighs, and does not always keep to the text. Slow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older engine for English; expressive and very slow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>The model “{id}” cannot be loaded: its files are damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>The model “{id}” is not whole: {names} is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>A package that coqui-tts needs is missing: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/stretches.py"/>
        <source>the decoder was not reached</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot say “{piece}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Leave it out, or write it in words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot read “{piece}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Write its numbers in words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>The model “{id}” lacks languages.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>YourTTS cannot read “{text}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>Write the numbers in words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Starting the natural engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Speaks clearly and naturally on any computer, in a voice fitted to yours, with nothing to download.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>{title} is not loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is too short: at least {min_reference_s} seconds of speech are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference holds samples that are no numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Import the recording again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is silent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>It is {likeness} alike.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <source>There is no voice in the recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The stage “{name}” of the voice network did not become what it should be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The files of the voice network are damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The packages with the voice network are damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program again. Or: {hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The voice network of the natural engine is not on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program's packages again. Or: {hint}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>How exactly Pocket TTS calculates: int8 is a third quicker, full a little finer; auto: full, if memory allows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>Pocket TTS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>A small neural engine: natural speech on any processor, from five seconds of reference.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Loading Pocket TTS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>This voice cannot speak “{language}”: {title} ties a voice to the language of its recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose that language, or a voice of another engine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>The model “{id}” speaks, but cannot clone voices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>Fetch the one that can on the page “Models”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Pocket TTS (ONNX)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>The smallest neural engine: English, on any processor, without an account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>{title} does not speak “{language}”, only English.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Choose another engine, or English.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/checkpoints.py"/>
        <source>There is not enough memory for {too_large}: a smaller model made this voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>A large neural engine: very clear speech in ten languages, whichever the recording is in; slow without a graphics card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>Loading Qwen3-TTS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Report this to the engine's author.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>To clone from the sound and its transcript, the words spoken in the recording are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>The recording is longer than {max_reference_s} s, so its words could not be used. A shorter one gives a closer likeness.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>{taken} of {given} recordings were used: those with words, {max_reference_s} s in all.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How often each piece of sound is gone over: more is finer and slower.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How closely it keeps to the text and the recording: more is stricter, less is freer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>A large neural engine: the closest likeness, 30 languages and 48 kHz, for a graphics card with 8 GB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>There was not enough memory for the whole recording: the voice was made from its first {little_s} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>The voice was made from the sound alone: VoxCPM2 can use the words of at most {max_prompt_s} s of speech. Choose a shorter stretch, with its words, for a closer likeness.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Loading VoxCPM2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>VoxCPM2 is not loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>Hello, this is the first test sentence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot say a text: it says recorded speech again, in another voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Convert a recording, or choose a voice of another engine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot convert recordings: it says texts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose a voice that was made with an engine that converts speech.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} converts in its own way, not by “{way}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Leave the way to it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} does not speak “{language}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>It speaks: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} ties a voice to the language of its recording: it cannot speak “{language}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} has no option “{key}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has: {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} speaks at the voice's own pace only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Set the speed to 1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>The speed {speed} is out of range.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice's data file is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice was made with other weights of “{model}” than those that are here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} does not speak “{tag}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} clones from the sound alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>Clone without the transcript.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>No graphics card that {title} can use was found.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>Choose the processor (cpu).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with the engine “{engine_id}”, not with “{engine_id2}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with revision {engine_revision} of the engine “{engine_id}”; this is {engine_revision2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file was written by a later version of the program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file could not be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The engine's voice holds “{name}”, which is of a kind that cannot be saved ({dtype}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>The engine no longer answered and was ended.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>Stopped, because the program ends.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not clone the voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not say the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not convert the speech.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine made sound of a wrong shape.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Neural engines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Pocket TTS without torch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>{title} is not installed: there is no {missing}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them on the page “Models”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install VoiceCloner again: a part of it is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them into VoiceCloner's own Python: {executable} -m pip install {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>The engine could not be loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{title} works on the processor now: the graphics card has not enough memory for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Try again. If it happens again, report it with the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{sentence} There is not enough memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Close other programs, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>There is no engine named “{engine_id}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Known engines: {table}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” cannot be used: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Reinstall the package it came with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” calls itself “{id}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>, or with: voicecloner </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Rebuild the voice from its kept recording, on the page “Voices”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Give the transcript, the words that are spoken, or clone from the sound alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Say whose voice it is: your own, one you have consent for, or one in the public domain.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Read the licence and say that you accept it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Mend these lines, then start again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>{count} lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>“{name}” was not begun: {count} of it cannot be done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose a WAV, MP3, M4A, FLAC, OGG, Opus, AIFF or WebM recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Plug the device in, allow its use in the system's settings, then press Rescan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>Type the words yourself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: it is started anew. If it happens again, report it with the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Save it anew, as EPUB, DOCX, HTML, Markdown or plain text, with the program that made it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Record again following the advice in the review.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look for its name on the page “Voices”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose another name, or rename or delete the other voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Delete a voice first, or raise the quota in the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Press “Check and repair” in the settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Start VoiceCloner again (the voices' recordings are not touched)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner, or point VOICECLONER_HOME at another folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Have the voice exported again where it comes from, and copy the new file here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the free space and the permissions of the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the address, and that the same version of VoiceCloner is installed on all its computers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Switch it off and on again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Install the neural engines on the page “Models”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again. If it happens again, report it with install.log from the folder of the engines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Wait until it is done, or stop it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: the engine is started anew. If it happens again, report it with the log.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look at the page “Models” to see what there is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Remove the model and fetch it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again: the download goes on where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Agree to the terms on the model's page and give an access token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is missing,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is no file,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is another voice's,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>{name} changed while the voice was made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>Import it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>No single unfinished book has the id “{book_id}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>“{title}” is just being read aloud.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>Wait, or stop it there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/consent_log.py"/>
        <source>It could not be added to the log of consent: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Restore from another copy of the backup, if there is one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is no file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is gone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is not what was written.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder} yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that holds one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{folder} holds other files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose an empty folder, or one with backups.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Another VoiceCloner is writing a backup in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Wait until it is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backups in {parent} were written by a later version of VoiceCloner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that a backup was written to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{path} was written by a later version of VoiceCloner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {path} cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is damaged, or none at all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a directory larger than any of ours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is no file of voices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” in it is not what it was when it was written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it has no manifest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest is larger than any</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest is none</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” was written by a later version of VoiceCloner.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a file in it has a name that no file of voices holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds more than {most_members} files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>two files in it have one name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is locked with a password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds a folder or a link</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it unpacks to far more than a file of voices holds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>files in it lie over each other</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its end is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it does not hold what its manifest says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is no file of voices that can be used: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its {part} cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>list of voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The recording {path} is not what it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The voice “{name}” cannot be exported: its {part} cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/copying.py"/>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{done_bytes} of {total_bytes}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, some of which are missing,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, which are not those it was made of,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>spoken consent, which is missing,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/transfer.py"/>
        <source>With {more} more the library would hold {count} voices; its quota is {quota}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>It may have been erased meanwhile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <source>Say the sentence again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This version is the one that is heard in the take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose another one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This sentence was said in one way only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Say it again first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>There is no version {place} of this sentence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The folder of the voice “{name}” is gone, with its recordings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>What the folder of the voice “{name}” tells of it is damaged: {folder} is no file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is {original2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is not what it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The prepared recording {prepared} of the voice “{name}” is {prepared2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The voice “{name}” needs to be rebuilt: {fault}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>{key} {direction}, number {direction2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Voices cannot be sorted by “{order}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Choose one of {orders}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The voice has no name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Give it a name you will recognise.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name has {count} characters; {max_name_characters} is the most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Choose a shorter name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name holds a line break or another control character.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Use letters, digits and signs.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Somebody gave consent, but nobody has said who.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Give the name of the speaker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>A voice needs at least one recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Record or import one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Nobody has said whose voice this is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database {mishap}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database was damaged and is now kept as {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list holds {most_entries} words already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>Remove some first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list of pronunciations was damaged and lies in {aside} now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>{count} of the pronunciations kept could not be read; they count for nothing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/rows.py"/>
        <source>list of recordings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>record, which a later version of VoiceCloner wrote,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source> (synthetic voice)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>version of a sentence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>VoiceCloner ended before all was said.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>Speak it again for the whole.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>This take is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>all {there} voices are there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>its one voice is there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source> of {gone} more, which may have been erased, it knows nothing but the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>{reason} Voices can be seen and heard, but none can be made or changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>Nothing tells whose recordings these are: {each}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source> Nothing tells whose recordings {count} folders hold.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>The library's database knew too little of {names}; it was mended from what lies beside the recordings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>An earlier “{former}”, whose recordings are gone, is now called “{name}”: delete it if you had erased it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file may not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_files.py"/>
        <source>The file of the voice “{name}” is gone: {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json, which a later version of VoiceCloner wrote,</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voices.py"/>
        <source>The library holds {voices} voices; its quota is {quota}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This computer has no keyring that could keep the token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Put the token into the environment variable HF_TOKEN instead.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This is no access token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Copy it whole from https://huggingface.co/settings/tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>There is no model called “{model_id}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>The models are {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>The list of models in {path} is damaged: {error}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>Install VoiceCloner again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>files of {entry}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>{args} is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is no archive that can be read, or it is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Choose a folder, or a zip or tar archive, with the model’s files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is a device or a pipe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>The archive is protected by a password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Unpack it yourself, then import the folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>There are more than {most_members} files in it: this is no model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own folder or archive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} has no file {path} (any more).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Update VoiceCloner, check the address of the mirror that is set, or import the files from elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy wants a user name and a password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Put them into its address in the settings: http://name:password@proxy:port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} refused the download (status {status}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later, or use a mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The certificate of {host} is not trusted on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>If your network has certificates of its own, name their file in the settings or in SSL_CERT_FILE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy refuses the connection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the proxy’s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} sends the download round in circles or astray.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Use another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} cannot be reached.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the network connection, the proxy and the mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} stopped sending.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>The connection to {host} broke off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} does not give this file away (status {status}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} does not accept the access token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page}, then give a token that is valid and may read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Your account has not been given access to this model yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page} with the account the token belongs to, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} is too busy just now (status {status_code}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later: the download goes on where it stopped.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} asks to wait {minutes} minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again then, or use a mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>The mirror {hub_address} is not encrypted, so your access token is not sent there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>Use its https address, or none for models that need a token.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Looking into {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>{title} is damaged: {wrong}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>There is not enough room on the disk: {title} needs {needed_bytes}, {free_bytes} are free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Free some space, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Checking {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>No model of the engine “{engine_id}” is on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>The model “{title}” is not on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>Fetch it on the page “Models”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There is nothing of the model in {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own archive.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>what you chose</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>It holds more than any model does.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>{name} is missing in {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder or archive with all of the model’s files.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There are several files called {name} in {where}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder of one model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The proxy cannot be used: {rstrip}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Correct its address, e.g. http://proxy.example:3128.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The certificates in {path} cannot be used: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Name a PEM file that holds the certificates to trust.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is being fetched or removed by another program just now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is not on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Downloading {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{stage}: trying again in {wait_s}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Checking what is here of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{name} arrives damaged from {host}: its checksum is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror: something on the way changes the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{url} is no address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Check the mirror’s address.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} sends something else than {name}: {size_bytes} bytes instead of {size_bytes2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Look in a browser whether your network wants you to log in, or use another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} cannot go on with a download that broke off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again with a steadier connection, or use another mirror.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} does not send {name} as it announced it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{speed} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Copying {path}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is not the file it should be: its checksum is wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Get it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is longer than it should be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>Choose PEM files: the certificates from yours upwards, and its key without a password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no certificate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{path}” cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no key that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>The key in “{name}” is of a kind that cannot sign content credentials.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer, root</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Install it with: pip install 'voicecloner[credentials]'</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” could not be signed: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>What signs content credentials is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Content credentials could not be written: {rstrip}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Look at the certificate and the key in the settings, or turn content credentials off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>To sign with your own certificate, its file and that of its key are both needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>Name both in the settings, or neither.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source>Synthetic speech made by VoiceCloner; voice {voice_id}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/best_window.py"/>
        <source>A stretch cannot be {min_s} to {max_s} s long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long; {best_from} to {best_to} s work best.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is only {value} s long: make it at least {limit} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long: choose the best {limit} s of it or less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>{value} s of it are speech; the longest stretch without a real stop is {longest} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No speech was found: speak for at least {limit} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Only {value} s of speech were found: speak for at least {limit} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Just {value} s of speech were found: {limit} s and more make a better voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The longest stretch without a stop is {value} s of {total} s of speech: read whole sentences in one go, at least {limit} s at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The level is good (speech {value} dBFS, peak {peak} dBFS).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is very quiet (peak {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is far too quiet (speech {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is quiet (speech {value} dBFS): move closer to the microphone or raise the input level a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is very loud (speech {value} dBFS): lower the input level or move back a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is no signal at all: check that the microphone is switched on and not muted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The peak is {value} dBFS; without speech there is no level to judge.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No peaks are cut off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Some peaks are cut off ({value} % of the recording): lower the input level and record again if you can.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is distorted, its peaks are cut off ({value} % of it): lower the input level or move back, then record again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The loudest parts sound cut off, though the file was changed since: lower the input level and record again if you can.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is quiet enough ({value} dB below the voice, floor {floor} dBFS).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is audible noise, only {value} dB below the voice (floor {floor} dBFS): switch off fans, close doors and windows, or move closer to the microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is too loud, only {value} dB below the voice (floor {floor} dBFS): find a quieter room and move closer to the microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Noise comes and goes between the words, {value} dB below the voice: record without clicks, keys and dishes, or cut those pauses out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Loud noise comes and goes between the words, only {value} dB below the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Something knocks into the words, {value} times a minute and louder than the voice: record without clicks, keys and dishes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Something knocks into the words, {value} times a minute and louder than the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is sound at {floor} dBFS but no voice in it: record speech in a quiet room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Without speech there is nothing to compare the background with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is little silence in it ({value} %).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Much of the recording is silence ({value} %): cut it out, or read without long stops.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>All of it counts as silence: check that the right microphone is chosen, and that nothing muffles it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is completely silent: the microphone may be muted, or the wrong one is chosen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most_mb} MB or less</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than {most_mb} MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {size_mb} large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is mono</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>has {channels} channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most} channels at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>WAV of {wav_bits} bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{names} or {names2}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source> of {bits} bit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container}{depth} floating point</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container}{depth}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than 0.1 MB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}, as asked for ({asked}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}; used as it is it would be refused, as {asked} is asked for. </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>For a voice made here it is converted by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has} and is converted by itself to what is asked for ({asked}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is one of the languages it knows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is not among the languages it knows ({known}): choose one of them, or another engine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>{usable_s} s of the recording are usable speech.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>Only {shown_s} s of usable speech were counted in the recording, {needed_s} s less than the {needed_s2} s asked for: record again and speak longer; pauses, noise and cut-off peaks do not count.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is no mains hum.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is faint, {value} dB below the voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is heard, only {value} dB below the voice: try another cable or socket, move away from power supplies, or run the computer from its battery.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Without speech there is nothing to compare hum with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording lies around zero (offset {value} %).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording lies {value} % beside zero. That is corrected by itself, but may come from a faulty sound card or cable.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room sounds dry (sounds die away in {value} s).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room echoes (sounds die away in {value} s): move closer to the microphone, and record where curtains, carpets or a full wardrobe swallow the sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to hear the room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches up to {value} Hz.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The sample rate is {value} Hz: record with {limit} Hz or more, otherwise the voice will sound dull.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone or after strong compression: record anew without a phone line or headset connection, or find a less compressed copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone, too little to know it by: record anew without a phone line or headset connection, or find a better copy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice is heard up to {value} Hz; noise hides what may lie above.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to tell how far up the voice reaches.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There are no dropouts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is a dropout or a repeated block in the recording: close other programs or use another cable, and record again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording has {value} dropouts or repeated blocks: close other programs or use another cable, and record again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording is full of dropouts ({value}): close other programs or use another cable, and record again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s: read on after {limit} s at most, or cut it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>One voice speaks all the time (likeness {value} %).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker: keep only the parts with one person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %): keep only the parts with one person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %): keep only the parts with one person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker. Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Several voices may be speaking at once (likeness {value} %): record one person alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Two voices seem to speak at once (two pitches in {value} % of the speech): record one person alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell voices apart.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is no music in it ({value} % held notes).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There may be music or singing ({value} % held notes): switch it off and speak, or use a recording without it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is music in it ({value} % held notes): use speech without any music.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The words seem to be sung (the voice holds its pitch {value} % of the time): speak them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice is voiced, not whispered ({value} %).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Much of the speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The background is too loud to tell whether the speech is whispered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell whether it is whispered.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings cannot be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings stopped working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Too loud, peaks are cut off: move back a little, or turn the microphone down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are quiet: come closer to the microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are loud: move back a little.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>That sounds whispered: speak with your full voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>A steady noise is heard, like a fan: switch it off, or come closer to the microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>There is noise around you: close doors and windows, or come closer to the microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Nobody is heard: speak, or choose another microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>A sample rate of {sample_rate} Hz cannot be reviewed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Use 16 kHz or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Only mono sound can be reviewed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Choose one channel first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>The recording holds values that are no numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Export it again, or record anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>There is no profile “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>Choose one of: {profiles}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>A voice was heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Something was heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone sends nothing at all: it is muted, not connected, or another one has taken its place. Unmute it, or choose another microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone hears almost nothing, less than any room has: switch it on, or turn its input level up.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone works.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{disturbance} while the room was listened to: be silent for two seconds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is quiet enough ({floor}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is a little loud ({floor}): switch off fans, close doors and windows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is too loud ({floor}): switch off what makes noise, or find a quieter room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Whether the mains hums could not be told.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Nothing hums.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{hum_hz} Hz, {hum_dbfs} dBFS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hum is too faint to matter ({level}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hums ({level}): try another cable or socket, and move away from power supplies.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices cannot be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices stopped working.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>There is no voice in it that could be compared.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>There is too little speech to compare.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>Record or choose one with more speech.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>Install them with: pip install 'voicecloner[server]'</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>This program cannot be added to: install VoiceCloner in Python, with: pip install 'voicecloner[server]'</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>The packages of the service are not installed ({name}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>The service cannot listen on {host}, port {port}: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>Choose another port</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>an address such as http://proxy.example:3128; within a name or password, / is written as %2F, ? as %3F, # as %23, [ as %5B and ] as %5D</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The setting {key} cannot be {shown}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>It takes {allowed}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>one of {choices}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>{low} to {high} {unit}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>any text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The microphone to record with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a microphone, as this computer calls it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's default</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Which input of a microphone with several to use; 0: the one that is heard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The loudspeaker or headphones to play on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a loudspeaker, as this computer calls it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The language of the window, from its next start on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Light or dark, or as the system has it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How many voices the library holds at most.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Language of new voices and texts, e.g. en or pt-BR.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the tag of a language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The engine new voices are cloned with; auto: the best one installed for the language.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>auto or the id of an engine</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Where neural engines work: on the graphics card (cuda), on the processor (cpu), or as it suits this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How long an engine that is not used keeps its memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How fast voices speak; 1 is the voice's own pace.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>For how many days on which VoiceCloner is used what was spoken is kept; then it is erased here. Files you saved stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>days of use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Ask before closing while something that was spoken is not saved.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Put an inaudible mark into all speech that tells it is synthetic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>New speech carries no mark: once such a file has lost its tags, nothing tells that it is synthetic.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Sign the WAV, FLAC, MP3 and M4A files you save (content credentials, C2PA): programs that read this tell that a machine spoke, and whether the file was changed since.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file with your certificate for content credentials, and those above it. The one made here is known to this computer alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as /home/me/certificate.pem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>One made on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The PEM file with the key of your certificate for content credentials, without a password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as /home/me/key.pem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>That of the one made on this computer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder speech is saved in, unless you choose another; the last one is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>Your music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder recordings are looked for in; the last one is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How much speech a recording made here must hold to be used; a file may hold less.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Another address to fetch models from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Proxy for downloads, e.g. http://proxy.example:3128, or http://name:password@… where it asks for one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file of certificates to trust besides the system's.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as /etc/ssl/company.pem</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Seconds counted down before a recording begins; 0: none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Show the microphone's level before a recording too; nothing is kept of it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Listen to the room for two seconds before the first recording with a microphone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Other programs on this computer, and a page in the browser, can use your voices while the window is open.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The port other programs ask at.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>There is no setting called “{key}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>The settings are {settings}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>This computer has no keyring that could keep the password: it counts until VoiceCloner ends. To have it for good, put the whole address into the environment variable HTTPS_PROXY.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} The default settings are used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} {hint} The default is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>A password could not be taken out of the settings: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>The settings file could not be understood; it was kept as {kept} and the defaults are used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>All {channels} channels carry the same sound and were mixed into one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because the speech is clearest there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because channel 1 is silent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used, because channel 2 is silent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used alone, because the two channels have opposite phase and would cancel each other.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of {channels} is used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” is missing in it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a text that is longer than any book.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is locked with a password.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>Save it without one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” in it cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” would fill the memory when it is unpacked, as no book does: it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a file that wants to lie outside of it: it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” holds no text, only pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition with text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>{count} of its pages are missing in the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is no EPUB: it does not say which pages it has.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is protected against copying, and its text cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition without protection.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” declares entities of its own, as no book needs: it was not opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/others.py"/>
        <source>“{name}” is no DOCX document, or is damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/others.py"/>
        <source>“{name}” holds no subtitles that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/others.py"/>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” holds no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/others.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is no text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/others.py"/>
        <source>“{name}” is longer than any book.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/others.py"/>
        <source>Split it into parts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” is of a kind that cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Those that can: {kinds}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is no file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Name a document.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer could not say the text (code {status}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer has no voice named {voice}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>espeak-ng does not speak the language “{language}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>Choose one of the languages in its list.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer could not be loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>Listening to the words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be started.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>it ended without a word. {last_words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>Use {field}, such as {number}_{voice}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” is no pattern for file names.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” is no pattern for file names: {{field}} cannot be used so.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” gives all files the same name.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is no name for a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is no name for a file that every system takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}…” is longer than a file's name can be</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder, by way of a link in it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Another batch is at work in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Wait for it, or choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>Line {number}: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>it names no voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its file “{name}” is that of line {other} already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its {column} “{cells}” is no number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Reading the table</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Looking at the lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Not said yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {fault}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{done} of {whole}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>about {done} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>its file “{file}” is there already, and no batch in this folder has made it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{processes} processes cannot work side by side.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>“{folder}” is a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Name a folder for what is spoken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} line</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} lines</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>Save it anew as XLSX or CSV.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” cannot be read as a spreadsheet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” is no spreadsheet that can be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Did you mean “{near}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Known are: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>there is no column “{name}”.{meant}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{name}” is there twice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{lacking}” is missing.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is no table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Its name must end in one of {table_suffixes}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>There are no lines in “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Write at least one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” has more than {most_lines}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Split it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Name a table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is larger than 64 MB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Save it as UTF-8.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not in UTF-8 and was read as Windows-1252: look at its accented letters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Nobody knows in which encoding “{name}” is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a quote is opened and not closed, or stands where none belongs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a cell is longer than 131 072 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: there are more cells than columns; put text with delimiters into quotes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {error}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>No batch is unfinished in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Begin it anew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Choose the same table and folder: it goes on where it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>It is not known how this batch was begun.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is no picture that a cover can be made of.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is larger than 10 MB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a smaller picture.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>Choose the same document, voice and chapters as then: it goes on where it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>It is not known how this book was begun.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{title}” cannot be gone on with: its document or one of its voices was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Begin it anew, or bring the document back as it was.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Chapter {number} of {count}: {title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Stopped: {percent} % of the book is said and kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>The same command goes on with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose another folder or name, or tick “Replace files”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{there}” is there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Nothing of this document can be spoken: the engine has no sound for what it is written in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose a voice that speaks its language.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source> and {most_named} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>The document names voices that do not exist: {listed}{more}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose who reads them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>There is no chapter {wanted}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>“{title}” has {count}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Subtitles cannot be written as “{subtitles}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose srt or vtt.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Chapters cannot be saved as “{format}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose one of {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>A whole book cannot be saved as one “{suffix}” file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Name a folder, or a file in {names}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>There is not enough room on the disk: the book takes about {size_bytes} in {folder}, {free_bytes} are free.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>Free some space, or read a few chapters at a time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>A voice is heard: be silent for two seconds…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>Listening to the room</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>There is no reading script in the tone “{tone}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>Choose {tone}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Press Record first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>{fault} Plug it in, then press Rescan.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>You can use what was recorded, or record again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>“{name}” is no recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>There is no unfinished recording “{name}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Checking the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>Reading {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>“{name}” has changed since it was checked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the recording again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No file was given.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose at least one recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>A stretch can only be chosen of a single file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the files one by one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch must end after it starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose a start of 0 or more and a later end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch is longer than ten minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>10 to 60 s work best.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The best {end_s} s of {whole} were chosen {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No speech was found in {whole}; the beginning was taken {place}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The recording goes on after that, unheard.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_words.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Comparing the words with the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/compare_repair.py"/>
        <source>Repairing a copy of the recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Looking for the best stretch of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>This is only a suggestion: about one word in twelve is wrong, names more often. Listen, and correct it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>There is no suggestion for this language ({language}): the recognizer knows English only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>The stretch must end after it starts, and within ten minutes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Nobody speaks in “{title}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Choose a recording of speech.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The engine made no sound.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Try another recording, or another voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The recording must be mono sound of finite numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Mix it down to one channel first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>“{text}” is no language that is spoken here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>Did you mean “{meant}” ({meant2})?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>{count} takes have an id that begins with “{take_id}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>There is no take “{take_id}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>Look for it on the page “Speak”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list of pronunciations counts for nothing: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of this voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of all voices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Look for it in the list of pronunciations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>{title} does not say phonemes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Write it in letters, as one would read it aloud.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Saying the sentence again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>There is nothing to say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Type at least one word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine speaks at another sample rate now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Say the whole text again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The voice of this take, “{voice_name}”, is not there any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine has no sound for this sentence.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Write it in other words.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>{title} says this sentence the same way each time.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Change its speed or its words; asterisks around a word stress it, where the engine can do that.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not speak “{language}”, but “{title2}” does: a voice that is made with it of the same recordings can say this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Make another voice of them, in that language</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Nothing of this text can be spoken: the engine has no sound for what it is written in.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Write it in words and letters of a language that the voice speaks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is a folder.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Name a file in it, such as {path}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is there already.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose another name, or replace it with --overwrite.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{marks}; a recording {how}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not stress words: the asterisks were left out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>The text is longer than two million characters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Split it into chapters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>{attempts} attempts cannot be made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Choose 1 to {most_attempts}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The engine says this alike with every seed, so there is one attempt</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The best of {count} attempts has the seed {seed}: {sentence}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Seed {seed}: {sentence}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It carries no inaudible mark that tells it is synthetic: the setting “watermark” is off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” did not pass its review and cannot be used.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs the engine “{engine_id}”, which is not installed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It cannot be kept here, only saved as a file of your own: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs to be rebuilt: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>about {fraction} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start. {last_words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start: {strerror}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{folder} belongs to the library itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Choose a folder elsewhere.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Looking for what is new</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Copying the voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{path} is gone, and not in the backup.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Reading the backup</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Bringing the voices back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Not installed in a Python of its own: {title}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is nothing called “{environment_id}” to install.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is: {specs}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Fetch one on the page “Models”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>No model of {title} is on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Stopped. What has arrived is kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch the model again to go on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is not on this computer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch or import it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is given only to people who have agreed to its makers’ terms.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Agree on {terms_page}, make an access token on https://huggingface.co/settings/tokens, and give it here or in the environment variable {token_variable}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is under the licence {id}: {summary}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Read it on {link}; then say that you accept it (in commands: --accept-licence).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>The consent to “{name}” was spoken already, on {when}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>It is kept as it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>No engine that is installed speaks “{language}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>Choose another language, or name an engine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Stopped early: this is the best that had been reached by then. Rebuild the voice to go further.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Saving the voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Spoken consent cannot be heard here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>To clone from the sound and its transcript the transcript is needed, and there is none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>{title} cannot clone from {words}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>It clones from {words}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>The recording did not pass its review: </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>There are {count} recordings but {count2} transcripts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Give one transcript for each recording, or a single one for all of them together.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Nobody has said whose voices these are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Every voice needs a name of its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one name for each recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>The lists do not fit: there are {count} {longest} but {misfits}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one value for each voice, or a single one for all of them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Reading the voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Writing the file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Taking the voices in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” goes without what it speaks with, and has to be rebuilt: {fault}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>its data file is another voice's</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>No voice is named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose one on the page “Voices”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Keep a backup of the whole library instead</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>One file holds at most {most_voices} voices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>A file of voices has a name that ends with {suffix}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Say {name}{suffix}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>The pronunciations that came along could not be kept: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{added} came along.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{count} voices{suffix}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>voice {name}{suffix}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Drop it on the window to make a voice of it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” is a recording, no file of voices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>what “{name}” speaks with is damaged, or another voice's</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{file_name}” is no file of voices that can be used: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciations</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>needs rebuild</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>{limit} is no number of voices.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>Say 1 or more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>“{name}” may not {words}: its speaker has not allowed it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>If the speaker does allow it, state that with the voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_voices.py"/>
        <source>Voice {number} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Reading the kept recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>its engine “{engine_id}” is gone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>it was made with revision {engine_revision} of {title}, and this is {revision}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Comparing the voice with its recording</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured: the recognizer knows English only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured. {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Read the sentence on the screen aloud, all of it, in a quiet room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>I agree that my voice is cloned with this program, so that it can say anything. My words for today are {words} and {words2}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>No sentence of consent was made to be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Press “Have it spoken”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The one who read the sentence does not sound like the one in the recording.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Let the person read it whose voice is to be cloned, with the same microphone if that is possible.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Too little speech was heard to tell who reads.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence of consent was made too long ago to tell that it was read now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Have a new one made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Of the sentence of consent these words were not heard: {missing}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Something else was said than the sentence of consent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence was read by a synthetic voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The speaker must read it in person.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>said again from its words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>changed as sound</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} of use</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} days ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{seconds} {unit} ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>just now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>, in part </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more day</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more days</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} word</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} take</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} takes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} character</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Afrikaans</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Amharic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Aragonese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Arabic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pyash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Assamese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Azerbaijani</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bashkir</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Belarusian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bulgarian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bengali</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bishnupriya Manipuri</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bosnian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Valencian)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Balearic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (north-western)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Cherokee (Latin letters)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin, in Pinyin)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Czech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chuvash</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Welsh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Danish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>German</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Caribbean)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United Kingdom)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Scotland)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Lancaster)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (West Midlands)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Received Pronunciation)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Shavian alphabet)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United States)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (New York City)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Esperanto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish (Latin America)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Estonian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Basque</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian (Latin letters)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Finnish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Belgium)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Switzerland)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Irish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Scottish Gaelic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Guarani</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek (ancient)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Gujarati</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hakka)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hawaiian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hebrew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hindi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Croatian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Haitian Creole</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hungarian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian (western)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Interlingua</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Indonesian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ido</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Icelandic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Italian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Japanese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lojban</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Georgian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kazakh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greenlandic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Khmer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kannada</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Korean</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Konkani</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kurdish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kyrgyz</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Luxembourgish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lingua Franca Nova</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lao</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lithuanian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latgalian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latvian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Māori</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Macedonian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Malayalam</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Marathi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Malay</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Maltese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Totontepec Mixe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Burmese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian (Bokmål)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nahuatl (classical)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nepali</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dutch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nogai</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Oromo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Odia</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Punjabi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Papiamento</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Polish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese (Brazil)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lang Belta</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Quechua</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>K’iche’</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Quenya</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Romanian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (Latvia)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (classic)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sindhi</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Shan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sinhala</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sindarin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovenian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lule Sami</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Albanian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Serbian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swedish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swahili</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tamil</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Telugu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Thai</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tigrinya</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkmen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tagalog</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Klingon</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Setswana</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkish</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tatar</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uyghur</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ukrainian</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Urdu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uzbek</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (central)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (southern)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese, in Jyutping)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hong Kong)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>fair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Fair</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>poor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Poor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Duration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speech</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Level</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Clipping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Noise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Silence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pauses</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hum</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dc offset</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Reverberation</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bandwidth</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dropouts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speakers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Music</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Whisper</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>System</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>En</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>De</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Es</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Fr</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Zh</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>voices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Auto</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Cuda</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Cpu</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>huggingface.co</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Natural and quick on any processor; five seconds of speech are enough. The first choice without a graphics card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share, also commercially, as long as the makers (Kyutai) are named.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pocket TTS made smaller: no account needed, the lightest of the neural engines.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share as long as the makers (Kyutai) are named. The archive’s own README asks that this conversion be used for non-commercial purposes only: read it first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The closest likeness of all (similarity 75.3, word error rate 1.84 % in its makers’ own English test), at 48 kHz; wants a graphics card with about 8 GB.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use, change and share, also commercially.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Very clear speech in ten languages; slow without a graphics card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The clearest speech of all (word error rate 1.23 %, similarity 71.7 in its makers’ own English test); wants a graphics card.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>A well-known voice in 17 languages; bettered by the newer ones. Not for commercial use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Coqui Public Model License: only for non-commercial use, and so is all speech made with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; small. Not for commercial use.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Only for non-commercial use, and not to be changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; expressive and very slow.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; lively, it laughs and sighs, and does not always keep to the text.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; best with minutes of the other voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; the smallest of the converters.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>What the natural engine speaks with. It comes with the program; fetch it only if the program says that it is missing.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
