<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh">
<context>
    <name>window</name>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording is too short: {missing_s:.1f} s of usable speech are missing.</source>
        <translation>录音太短：还缺 {missing_s:.1f} 秒可用语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>The recording did not pass its review: record or import a better one.</source>
        <translation>录音未通过审核：请录制或导入更好的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Your recording</source>
        <translation>您的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>{count} recordings: {names}</source>
        <translation>{count} 段录音：{names}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking the recording</source>
        <translation>正在检查录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/checking.py"/>
        <source>Checking {count} recordings</source>
        <translation>正在检查 {count} 段录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/creating.py"/>
        <source>Creating “{name}”</source>
        <translation>正在创建“{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>It can be brought back until VoiceCloner is closed.</source>
        <translation>关闭 VoiceCloner 之前都可以找回。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A recording is under way.</source>
        <translation>正在录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/discarding.py"/>
        <source>End it, then undo.</source>
        <translation>请先结束录音，再撤销。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Drop one or several recordings here</source>
        <translation>将一段或多段录音拖放到此处</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose files…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose recordings (Ctrl+O)</source>
        <translation>选择录音 (Ctrl+O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>{seconds:g} seconds or more: the engine needs as much.</source>
        <translation>至少 {seconds:g} 秒：引擎需要这么长。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>WAV, MP3, M4A, FLAC, OGG, Opus, AIFF, WebM
{least}</source>
        <translation>WAV、MP3、M4A、FLAC、OGG、Opus、AIFF、WebM
{least}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/import_card.py"/>
        <source>Choose recordings of one speaker</source>
        <translation>选择同一位说话人的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Microphone level</source>
        <translation>麦克风电平</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>Speak so that the bar stays green and touches yellow at times. Click the light to put it out, or press the space bar here.</source>
        <translation>说话时让电平条保持绿色，偶尔触及黄色。单击指示灯可将其熄灭，也可在此处按空格键。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>CLIP</source>
        <translation>削波</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>silent</source>
        <translation>静音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/level_meter.py"/>
        <source>{level}, too loud</source>
        <translation>{level}，太响</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recordings that were kept</source>
        <translation>保留下来的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>They were never used, and can still be.</source>
        <translation>这些录音从未使用过，现在仍可使用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>and {older} older ones</source>
        <translation>以及 {older} 段更早的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Look at this recording and use it</source>
        <translation>查看并使用这段录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/lost_recordings.py"/>
        <source>Delete it for good</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Capture</source>
        <translation>采集</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Voices are being made.</source>
        <translation>正在制作声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Wait, or press Stop.</source>
        <translation>请等待，或按“停止”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>“{name}” is ready.</source>
        <translation>“{name}”已就绪。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/page.py"/>
        <source>Speak with it</source>
        <translation>用它朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Be silent for two seconds…</source>
        <translation>请保持安静两秒…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Get ready…</source>
        <translation>请准备…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Opening the microphone…</source>
        <translation>正在打开麦克风…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Record</source>
        <translation>录制</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Recording so far</source>
        <translation>目前的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Stop recording (Ctrl+R)</source>
        <translation>停止录制 (Ctrl+R)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again?</source>
        <translation>要重新开始吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>This recording is long enough. It stays on this page until a voice is made from the new one.</source>
        <translation>这段录音已经足够长，可以使用。在用新录音制作声音之前，它会保留在此页面上。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Begin again</source>
        <translation>重新开始</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Go on with this recording</source>
        <translation>继续这段录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Go on</source>
        <translation>继续</translation>
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
        <translation>暂停</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Let the recording wait, or go on with it</source>
        <translation>暂停或继续录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Record again</source>
        <translation>重新录制</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Set this recording aside and begin again</source>
        <translation>暂存这段录音并重新开始</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Throw this recording away; it can be undone</source>
        <translation>丢弃这段录音；可以撤销</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Press to record</source>
        <translation>按下即可录制</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>The room is measured in silence.</source>
        <translation>将在安静中测量房间的噪声。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Esc stops the countdown.</source>
        <translation>按 Esc 可停止倒计时。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>that makes a good voice</source>
        <translation>这样能做出好声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>the engine needs as much</source>
        <translation>引擎需要这么长</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak for {seconds:.0f} seconds or more: {reason}.</source>
        <translation>请至少说 {seconds:.0f} 秒：{reason}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/name.py"/>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · paused</source>
        <translation>{length} · 已暂停</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · enough, finish your sentence</source>
        <translation>{length} · 已足够，请说完这句话</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>{length} · {missing_s:.0f} s to go</source>
        <translation>{length} · 还差 {missing_s:.0f} 秒</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Sound was lost once, because the computer is busy. Close other programs.</source>
        <translation>因为电脑繁忙，声音丢失了一次。请关闭其他程序。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Sound was lost {number} times, because the computer is busy. Close other programs.</source>
        <translation>因为电脑繁忙，声音丢失了 {number} 次。请关闭其他程序。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Too loud: move back or turn the microphone down.</source>
        <translation>太响：请离远一些，或调低麦克风音量。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_card.py"/>
        <source>Speak naturally, at a steady pace.</source>
        <translation>请自然地说话，保持平稳的语速。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Record (Ctrl+R)</source>
        <translation>录制 (Ctrl+R)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel; the recording begins in {count}</source>
        <translation>取消；录制将在 {count} 后开始</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/record_ring.py"/>
        <source>Cancel (Esc)</source>
        <translation>取消 (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_bar.py"/>
        <source>The recording under way</source>
        <translation>正在进行的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Recovering the recording</source>
        <translation>正在恢复录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>The recording of {length} is deleted for good.</source>
        <translation>时长 {length} 的录音将被永久删除。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete this recording?</source>
        <translation>要删除这段录音吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/recording_keeper.py"/>
        <source>Delete it</source>
        <translation>删除</translation>
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
        <translation>保留</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Bring to level</source>
        <translation>调整到合适电平</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Filter it out</source>
        <translation>滤除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove it</source>
        <translation>去除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Hear it repaired</source>
        <translation>试听修复效果</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>It is repaired in the copy that is cloned</source>
        <translation>已在用于克隆的副本中修复</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Repair it in the copy that is cloned</source>
        <translation>在用于克隆的副本中修复</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Choose the best part</source>
        <translation>选取最佳部分</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Look for the best stretch and use that one</source>
        <translation>查找并使用最佳片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Cut off the silence</source>
        <translation>剪掉静音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use only {times}</source>
        <translation>仅使用 {times}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/remedies.py"/>
        <source>Use {times} of the recording, without it</source>
        <translation>使用录音的 {times}，不含该部分</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Remove the offset</source>
        <translation>去除偏移</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Filter out rumble</source>
        <translation>滤除低频隆隆声</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Cut off silence at the edges</source>
        <translation>剪掉首尾静音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Bring to the usual level</source>
        <translation>调整到常用电平</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Keep below full scale</source>
        <translation>保持在满刻度以下</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Before cloning</source>
        <translation>克隆之前</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel of the recording</source>
        <translation>录音的声道</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Original</source>
        <translation>原始</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Repaired</source>
        <translation>修复后</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <location filename="../../voicecloner/gui/parts/file_play_button.py"/>
        <location filename="../../voicecloner/gui/parts/player_bar.py"/>
        <source>Play or pause (Space)</source>
        <translation>播放或暂停 (空格)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Equally loud</source>
        <translation>响度一致</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Turn the louder of the two down; otherwise it always seems the better one</source>
        <translation>将两者中较响的调低；否则较响的总显得更好</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>A copy of the recording is repaired and cloned. The original is kept as it is.</source>
        <translation>修复并克隆的是录音的副本。原始录音保持不变。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Channel</source>
        <translation>声道</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>The one with speech</source>
        <translation>有语音的声道</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>{number} of {count}</source>
        <translation>{number} / {count}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>Switched off. When on: {intention}</source>
        <translation>已关闭。开启后：{intention}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/repair_card.py"/>
        <source>There was nothing to do.</source>
        <translation>没有需要处理的内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Picture of the recording</source>
        <translation>录音的图示</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Set this recording aside and record another one</source>
        <translation>暂存这段录音，另录一段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Start over; it can be undone</source>
        <translation>重新开始；可以撤销</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>For recordings of several people, or that do not belong together</source>
        <translation>适用于来自多个人或不应合并的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>A voice for each</source>
        <translation>每段制作一个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use all of it</source>
        <translation>全部使用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Use the whole recording</source>
        <translation>使用整段录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/result_card.py"/>
        <source>Only {start}–{end} of it is used.</source>
        <translation>只使用其中的 {start}–{end}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Fine</source>
        <translation>正常</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} check passed</source>
        <translation>{number} 项检查通过</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{number} checks passed</source>
        <translation>{number} 项检查通过</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Show or hide what was checked</source>
        <translation>显示或隐藏检查过的项目</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>closed</source>
        <translation>已收起</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>Verdict: {title}</source>
        <translation>结论：{title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/review_panel.py"/>
        <source>{speech} of speech in {whole}.</source>
        <translation>共 {whole}，其中语音 {speech}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Listen to the room for two seconds: its noise, the hum of the mains, and whether the microphone works</source>
        <translation>聆听房间声音两秒：检查噪声、电源嗡嗡声以及麦克风是否正常</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check the room</source>
        <translation>检查房间</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>The room was not checked yet.</source>
        <translation>尚未检查房间。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>It is checked again automatically once it is quiet.</source>
        <translation>安静下来后会自动再次检查。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/room_line.py"/>
        <source>Check again</source>
        <translation>再次检查</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Calm</source>
        <translation>平静</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Lively</source>
        <translation>活泼</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Serious</source>
        <translation>严肃</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Language of the script</source>
        <translation>朗读稿的语言</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Tone of the script</source>
        <translation>朗读稿的语气</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Something to read aloud</source>
        <translation>供朗读的文字</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>Or say something of your own.</source>
        <translation>也可以说自己想说的话。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>For a good recording</source>
        <translation>如何录好声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/script_card.py"/>
        <source>{title} · about {estimated_seconds:.0f} seconds</source>
        <translation>{title} · 约 {estimated_seconds:.0f} 秒</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>Another recording is being checked.</source>
        <translation>正在检查另一段录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>End it, then import.</source>
        <translation>请先结束，再导入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording is being checked.</source>
        <translation>正在检查录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>The recording of {length} was discarded.</source>
        <translation>已丢弃时长 {length} 的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>“{name}” was discarded.</source>
        <translation>已丢弃“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/session.py"/>
        <source>{number} recordings were discarded.</source>
        <translation>已丢弃 {number} 段录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Each voice needs a name.</source>
        <translation>每个声音都需要名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>The name “{name}” is taken: double-click it to change it.</source>
        <translation>名称“{name}”已被使用：双击可更改。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voice</source>
        <translation>正在制作 {number} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Making {number} voices</source>
        <translation>正在制作 {number} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>There is no recording in this folder.</source>
        <translation>此文件夹中没有录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recording</source>
        <translation>正在检查 {number} 段录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>Checking {number} recordings</source>
        <translation>正在检查 {number} 段录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice is ready.</source>
        <translation>{number} 个声音已就绪。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices are ready.</source>
        <translation>{number} 个声音已就绪。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voice was not made.</source>
        <translation>{number} 个声音未能制作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/batch.py"/>
        <source>{number} voices were not made.</source>
        <translation>{number} 个声音未能制作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>not made</source>
        <translation>未制作</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>Waiting to be checked</source>
        <translation>等待检查</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <source>The voice is ready.</source>
        <translation>声音已就绪。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/candidates.py"/>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Press Stop below to end it; the voices that are made are kept (Esc)</source>
        <translation>用下方的“停止”可结束；已制作的声音会保留 (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>A voice for each recording</source>
        <translation>每段录音制作一个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Leave the rest; the files stay as they are</source>
        <translation>放弃其余录音；文件保持原样</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are being checked.</source>
        <translation>正在检查录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>All voices are made.</source>
        <translation>所有声音均已制作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>No recording is chosen that can be used.</source>
        <translation>没有选中可用的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: say whose voices they are.</source>
        <translation>还需：说明这些是谁的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Still missing: name the speaker who gave consent.</source>
        <translation>还需：填写表示同意的说话人姓名。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Recording</source>
        <translation>录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Recordings</source>
        <translation>录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Whose voices are they?</source>
        <translation>这些是谁的声音？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name of the s&amp;peaker</source>
        <translation>说话人姓名(&amp;P)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Each voice is named after its file: double-click a name, or press F2, to change it.</source>
        <translation>每个声音以其文件命名：双击名称或按 F2 可更改。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Clone a voice only with the speaker's consent, and never to deceive.</source>
        <translation>请仅在说话人同意的情况下克隆声音，切勿用于欺骗。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Making voices…</source>
        <translation>正在制作声音…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voice</source>
        <translation>制作 {number} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make {number} voices</source>
        <translation>制作 {number} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>Make voices</source>
        <translation>制作声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>They are all of my own voice</source>
        <translation>都是我自己的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The speaker gave me consent for all of them</source>
        <translation>说话人已同意我使用全部录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/several/card.py"/>
        <source>The recordings are in the public domain</source>
        <translation>这些录音属于公有领域</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/sources.py"/>
        <source>Record or import one person speaking, in a quiet room and without music.</source>
        <translation>请录制或导入一个人的说话声，环境要安静，没有音乐。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>you are here</source>
        <translation>当前步骤</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/step_bar.py"/>
        <source>not yet</source>
        <translation>尚未进行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import</source>
        <translation>录制或导入</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Review</source>
        <translation>审核</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Name and create</source>
        <translation>命名并创建</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>&amp;Name the voice</source>
        <translation>为声音命名(&amp;N)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Go to it</source>
        <translation>前往</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Checking the recording…</source>
        <translation>正在检查录音…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Listen to it meanwhile.</source>
        <translation>在此期间可以试听。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Back to the review</source>
        <translation>返回审核</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/steps.py"/>
        <source>Record or import another</source>
        <translation>录制或导入其他录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>The whole recording, with the stretch that is used</source>
        <translation>整段录音，以及其中使用的片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Part of the recording in sight</source>
        <translation>录音的可见部分</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Play the stretch, or fall silent</source>
        <translation>播放片段，或停止播放</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Next best</source>
        <translation>次佳片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Try the next best stretch that was found</source>
        <translation>试用找到的次佳片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See all</source>
        <translation>查看全部</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the whole recording (0)</source>
        <translation>查看整段录音 (0)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See stretch</source>
        <translation>查看片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>See the stretch closer</source>
        <translation>放大查看片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Drag the edges of the stretch that is used, or the stretch itself; click anywhere to hear what is there.</source>
        <translation>拖动所用片段的边缘，或拖动片段本身；单击任意位置可试听该处。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/stretch_panel.py"/>
        <source>Reading {name}</source>
        <translation>正在读取 {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>give the words of each recording, or of none</source>
        <translation>为每段录音都填写文字，或都不填写</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>&amp;Transcript</source>
        <translation>文字稿(&amp;T)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <source>Transcript of {name}</source>
        <translation>{name} 的文字稿</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_fields.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Transcript</source>
        <translation>文字稿</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>There are suggestions for English only.</source>
        <translation>仅对英语提供建议。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>The words in the field are replaced; that can be undone.</source>
        <translation>输入框中的文字将被替换；可以撤销。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Suggest the words</source>
        <translation>建议文字</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Listening to the words</source>
        <translation>正在识别文字</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>No words were understood.</source>
        <translation>没有识别出任何文字。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were kept: you changed them while the program was listening.</source>
        <translation>已保留您的文字：您在识别期间改动了它们。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>Your words were replaced by a suggestion.</source>
        <translation>您的文字已替换为建议的文字。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <source>They can be brought back until another recording is shown.</source>
        <translation>在显示另一段录音之前都可以找回。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/transcript_help.py"/>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening…</source>
        <translation>正在识别…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: the words spoken in the recording, exactly</source>
        <translation>可选：录音中所说的话，须完全一致</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>What you want to call it</source>
        <translation>您想如何称呼它</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>I read the script (delete below what you left out)</source>
        <translation>我读了朗读稿（请在下方删去未读的内容）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Create voice</source>
        <translation>创建声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>give the voice a name</source>
        <translation>为声音命名</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>say whose voice it is</source>
        <translation>说明这是谁的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>name the speaker who gave consent</source>
        <translation>填写表示同意的说话人姓名</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Still missing: {wanted}.</source>
        <translation>还需：{wanted}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source> and </source>
        <translation> 和 </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>There is a voice named “{name}” already.</source>
        <translation>已有名为“{name}”的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Whose voice is it?</source>
        <translation>这是谁的声音？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional: {engine} makes the voice from the sound alone; the words are kept for engines that use them</source>
        <translation>可选：{engine} 仅凭音频即可制作声音；文字会保留给需要它们的引擎</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Use it now</source>
        <translation>立即使用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Creating…</source>
        <translation>正在创建…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Who gave consent</source>
        <translation>谁表示了同意</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/capture/voice_form.py"/>
        <source>Optional</source>
        <translation>可选</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Have it spoken</source>
        <translation>口头表示同意</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Optional: for example where the agreement lies</source>
        <translation>可选：例如协议存放在哪里</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The speaker reads a sentence aloud (in English)</source>
        <translation>由说话人朗读一句话（英语）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Note on the c&amp;onsent</source>
        <translation>关于同意的备注(&amp;O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Recording: please read aloud now.</source>
        <translation>正在录音：现在请朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Press the button, then let the speaker read this aloud.</source>
        <translation>按下按钮，然后请说话人朗读这句话。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>Listening to the consent</source>
        <translation>正在听取同意声明</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/details.py"/>
        <source>The consent was heard, and it is the same voice. It will be kept with the new voice.</source>
        <translation>已听到同意声明，且是同一个声音。它将与新声音一起保存。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record the reading</source>
        <translation>录制朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again</source>
        <translation>重新录制</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Stop: it was read</source>
        <translation>停止：已读完</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Listen</source>
        <translation>试听</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Hear the recording of it</source>
        <translation>试听这段录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Nothing was recorded.</source>
        <translation>没有录到任何声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/reading_panel.py"/>
        <source>Record it again.</source>
        <translation>请重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>It is recorded. Hear it, record it again, or have it checked and kept.</source>
        <translation>已录好。您可以试听、重新录制，或检查并保存。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Spoken consent</source>
        <translation>口头同意</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Spoken consent to “{name}”</source>
        <translation>对“{name}”的口头同意</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>How far listening is</source>
        <translation>识别进度</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Another sentence</source>
        <translation>换一句</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The one shown is no longer valid then</source>
        <translation>当前显示的句子将不再有效</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>If it was recorded somewhere else</source>
        <translation>适用于已在别处录好的情况</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Check and keep</source>
        <translation>检查并保存</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listen to it, and keep it if it matches</source>
        <translation>听取录音，相符则保存</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The sentence, as it was read</source>
        <translation>句子（按朗读时的原文）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Listening to the consent to “{name}”</source>
        <translation>正在听取对“{name}”的同意声明</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Record it while the speaker reads it aloud, until {until}.</source>
        <translation>请在 {until} 之前录制说话人的朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>The speaker’s consent is kept with “{name}” now.</source>
        <translation>说话人的同意现已与“{name}”一起保存。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/spoken.py"/>
        <source>Stopped: nothing was kept.</source>
        <translation>已停止：没有保存任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>The person who gave you this voice stated whose it is. What you state here replaces that.</source>
        <translation>给您这个声音的人已声明声音归谁所有。您在此处的声明将取代原声明。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Whose voice is “{name}”?</source>
        <translation>“{name}”是谁的声音？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>State this</source>
        <translation>作此声明</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Speaker</source>
        <translation>说话人(&amp;S)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>&amp;Note on the consent</source>
        <translation>关于同意的备注(&amp;N)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/stated.py"/>
        <source>Enter who gave you consent.</source>
        <translation>请填写向您表示同意的人。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Who gave you this voice stated whose it is: state that anew first.</source>
        <translation>这个声音属于谁，是由给您声音的人填写的：请先自行重新填写。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{ground}”{who}, stated on {when} by the person who gave you the voice, not by you</source>
        <translation>“{ground}”{who}，于 {when} 由给您声音的人声明，并非由您声明</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>{ground}{who}, stated on {when}</source>
        <translation>{ground}{who}，声明于 {when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>“{heard}”, spoken on {day}</source>
        <translation>“{heard}”，口述于 {day}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>State consent anew…</source>
        <translation>重新声明同意…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Say whose voice it is, and what it may be used for</source>
        <translation>说明这是谁的声音，以及可用于什么</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>Add a spoken consent…</source>
        <translation>添加口头同意…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/voice_consent.py"/>
        <source>The speaker reads a sentence aloud</source>
        <translation>由说话人朗读一句话</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>This is my own voice</source>
        <translation>这是我自己的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The speaker gave me consent</source>
        <translation>说话人已向我表示同意</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>The recording is in the public domain</source>
        <translation>录音属于公有领域</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be given to others as a file</source>
        <translation>可以作为文件交给他人</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/consent/words.py"/>
        <source>It may be used over HTTP</source>
        <translation>可以通过 HTTP 使用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All</source>
        <translation>全选</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick all chapters</source>
        <translation>勾选所有章节</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick no chapter</source>
        <translation>取消勾选所有章节</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Read aloud</source>
        <translation>朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Enter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Stop; what was said is kept (Esc)</source>
        <translation>停止；已朗读的内容会保留 (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Another document</source>
        <translation>其他文档</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose another document</source>
        <translation>选择其他文档</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>There is no voice yet: make one on the Capture page.</source>
        <translation>还没有声音：请在“采集”页面制作一个。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Choose a voice.</source>
        <translation>请选择声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Tick a chapter.</source>
        <translation>请勾选章节。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>Cover</source>
        <translation>封面</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>“{title}” was read aloud: {facts}.</source>
        <translation>“{title}”已朗读完毕：{facts}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>, about {time}</source>
        <translation>，约 {time}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>All chapters</source>
        <translation>所有章节</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{count} of {chapters}</source>
        <translation>{count} / {chapters}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One audiobook with chapters (M4B)</source>
        <translation>一部带章节的有声书 (M4B)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>One MP3 with chapters</source>
        <translation>一个带章节的 MP3</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by lines</source>
        <translation>SRT，按行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>SRT, by words</source>
        <translation>SRT，按词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by lines</source>
        <translation>WebVTT，按行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>WebVTT, by words</source>
        <translation>WebVTT，按词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>Replace files that are there</source>
        <translation>替换已有文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover…</source>
        <translation>选择封面…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A JPEG or PNG picture</source>
        <translation>JPEG 或 PNG 图片</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Take the document’s own cover</source>
        <translation>使用文档自带的封面</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Book</source>
        <translation>书籍</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Choose a cover</source>
        <translation>选择封面</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Pictures ({kinds})</source>
        <translation>图片 ({kinds})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>A file for each chapter: {title}</source>
        <translation>每章一个文件：{title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Format</source>
        <translation>格式(&amp;F)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>S&amp;ubtitles</source>
        <translation>字幕(&amp;U)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>L&amp;oudness</source>
        <translation>响度(&amp;O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Who reads</source>
        <translation>由谁朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>What is made</source>
        <translation>生成内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the document’s own cover</source>
        <translation>使用文档自带的封面</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>Without a cover</source>
        <translation>无封面</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_form.py"/>
        <source>With the cover {cover}</source>
        <translation>使用封面 {cover}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Looking at {name}</source>
        <translation>正在查看 {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>Reading “{title}” aloud</source>
        <translation>正在朗读“{title}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <source>“{title}” was read aloud.</source>
        <translation>“{title}”已朗读完毕。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_work.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Press “Go on” below “Not finished”, now or at any later start.</source>
        <translation>现在或以后启动时，按“未完成”下方的“继续”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>The voice chosen above</source>
        <translation>上面选择的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>A name in [brackets] before a paragraph says who reads it</source>
        <translation>段落前的 [方括号] 中的名字表示由谁朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cast_fields.py"/>
        <source>Voice of {name}</source>
        <translation>{name} 的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapter</source>
        <translation>章节</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Chapters</source>
        <translation>章节</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Read</source>
        <translation>已朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>Being read</source>
        <translation>正在朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/chapter_list.py"/>
        <source>{words:,} words</source>
        <translation>{words:,} 词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>This computer says them; else an address such as tcp://10.0.0.5:8786</source>
        <translation>由这台电脑朗读；或填写地址，例如 tcp://10.0.0.5:8786</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Try it</source>
        <translation>测试</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>See whether this cluster can be reached</source>
        <translation>检查能否连接到此集群</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Dask &amp;cluster</source>
        <translation>Dask 集群(&amp;C)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>Trying…</source>
        <translation>正在测试…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, with {number} worker.</source>
        <translation>可以连接，有 {number} 个工作进程。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, with {number} workers.</source>
        <translation>可以连接，有 {number} 个工作进程。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/cluster_field.py"/>
        <source>It is there, but nobody works in it yet.</source>
        <translation>可以连接，但还没有工作进程。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Choose a file (Ctrl+O)</source>
        <translation>选择文件 (Ctrl+O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/file_card.py"/>
        <source>Files ({kinds});;All files (*)</source>
        <translation>文件 ({kinds});;所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said</source>
        <translation>已朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>Said before</source>
        <translation>之前已朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_rows.py"/>
        <source>To be said</source>
        <translation>待朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/line_table.py"/>
        <source>Lines</source>
        <translation>行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/made_line.py"/>
        <source>Show the files that were made</source>
        <translation>显示生成的文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <source>Show what is seldom wanted</source>
        <translation>显示不常用的选项</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/more.py"/>
        <source>Less</source>
        <translation>收起</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Plain text, Markdown, HTML, EPUB, DOCX, SRT, WebVTT</source>
        <translation>纯文本、Markdown、HTML、EPUB、DOCX、SRT、WebVTT</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>CSV, TSV, XLSX or JSONL with a column “text”, or TXT with one text per line</source>
        <translation>含“text”列的 CSV、TSV、XLSX 或 JSONL，或每行一段文本的 TXT</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>A book is being read: wait for it, or stop it.</source>
        <translation>正在朗读书籍：请等待或停止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>The lines of a table are being said: wait for them, or stop them.</source>
        <translation>正在朗读表格中的各行：请等待或停止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Long texts</source>
        <translation>长文本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Have a book read aloud, or each line of a table said into a file of its own.</source>
        <translation>朗读一本书，或将表格的每一行分别朗读成文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Book or document</source>
        <translation>书籍或文档</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Read a document aloud, chapter by chapter</source>
        <translation>逐章朗读文档</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Table of lines</source>
        <translation>文本行表格</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Say each line of a table into a file of its own</source>
        <translation>将表格的每一行分别朗读成文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a document here</source>
        <translation>将文档拖放到此处</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/page.py"/>
        <source>Drop a table here</source>
        <translation>将表格拖放到此处</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say all lines</source>
        <translation>朗读所有行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Stop; what was said is there (Esc)</source>
        <translation>停止；已朗读的内容会保留 (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Read the table again after it was changed</source>
        <translation>更改表格后重新读取</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Another table</source>
        <translation>其他表格</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Choose another table</source>
        <translation>选择其他表格</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>The lines are being looked at.</source>
        <translation>正在检查各行。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} line cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation>{number} 行无法朗读：请更改表格或此处的选择，然后重新读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} lines cannot be said: change the table, or what is chosen here, then read it again.</source>
        <translation>{number} 行无法朗读：请更改表格或此处的选择，然后重新读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>There are no lines that can be said.</source>
        <translation>没有可以朗读的行。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>All lines are said.</source>
        <translation>所有行均已朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>And {count} more.</source>
        <translation>另有 {count} 项。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} line failed.</source>
        <translation>{number} 行失败。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{number} lines failed.</source>
        <translation>{number} 行失败。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>It was stopped.</source>
        <translation>已被停止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} of {lines} are said: {length} of speech.</source>
        <translation>已朗读 {count} / {lines} 行：语音时长 {length}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Line {number}: {words}</source>
        <translation>第 {number} 行：{words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>Say the rest</source>
        <translation>朗读其余行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} cannot be said</source>
        <translation>{count} 行无法朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <source>{count} said</source>
        <translation>{count} 行已朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The voice’s own</source>
        <translation>与声音相同</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>As many as there is room for</source>
        <translation>尽可能多</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Voice of lines that name none</source>
        <translation>未指定声音的行使用(&amp;V)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Language of lines that name none</source>
        <translation>未指定语言的行使用(&amp;L)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Attempts</source>
        <translation>尝试次数(&amp;A)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>&amp;Engines side by side</source>
        <translation>并行引擎数(&amp;E)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>One</source>
        <translation>一次</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_form.py"/>
        <source>The best of {count}</source>
        <translation>{count} 次中最佳</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Saying the lines of {name}</source>
        <translation>正在朗读 {name} 的各行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{count} of {lines} are said.</source>
        <translation>已朗读 {count} / {lines} 行。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>Stopped: {there}</source>
        <translation>已停止：{there}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} line failed: the list says why.</source>
        <translation>{number} 行失败：原因见列表。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <source>{number} lines failed: the list says why.</source>
        <translation>{number} 行失败：原因见列表。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>book</source>
        <translation>书籍</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>table</source>
        <translation>表格</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>{kind} · {fraction} % said · begun {begun}</source>
        <translation>{kind} · 已朗读 {fraction}% · 开始时间：{begun}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Go on where it left off</source>
        <translation>从中断处继续</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Erase what was said of it so far</source>
        <translation>彻底删除目前已朗读的内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget</source>
        <translation>放弃</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Not finished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said so far is kept. They go on where they left off.</source>
        <translation>已朗读的内容均已保留，可从中断处继续。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>What was said of it and is not saved yet is erased. Chapters that are saved stay.</source>
        <translation>已朗读但尚未保存的内容将被彻底删除。已保存的章节会保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget “{title}”?</source>
        <translation>要放弃“{title}”吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/unfinished_card.py"/>
        <source>Forget it</source>
        <translation>放弃</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/voice_fields.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>&amp;Voice</source>
        <translation>声音(&amp;V)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engine_group.py"/>
        <source>Recommended for this computer</source>
        <translation>推荐用于这台电脑</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Progress of installing: {title}</source>
        <translation>安装进度：{title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Install…</source>
        <translation>安装…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install: {title}</source>
        <translation>安装：{title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and throw away what has arrived</source>
        <translation>停止，并丢弃已下载的内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Remove: {title}</source>
        <translation>移除：{title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Free memory</source>
        <translation>释放内存</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Take engines out of memory until needed</source>
        <translation>将引擎移出内存，需要时再载入</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>about {size}</source>
        <translation>约 {size}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>What is fetched from PyPI is {about}.</source>
        <translation>从 PyPI 下载的内容：{about}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Download and install {title}?</source>
        <translation>要下载并安装 {title} 吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Voices and models stay.</source>
        <translation>声音和模型会保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Remove {title}?</source>
        <translation>要移除 {title} 吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Waiting for its turn</source>
        <translation>正在排队等待</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Installed: {title}.</source>
        <translation>已安装：{title}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Fetch a model to use it.</source>
        <translation>请下载一个模型以便使用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Ready: {ready}.</source>
        <translation>已就绪：{ready}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>Not installed: {lacking} (about {size}).</source>
        <translation>未安装：{lacking}（约 {size}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>There are none.</source>
        <translation>没有任何引擎。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{size} of memory is free.</source>
        <translation>可用内存 {size}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>{size} of memory is free, {graphics} on the graphics card.</source>
        <translation>可用内存 {size}，显卡可用 {graphics}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/engines_card.py"/>
        <source>In memory: {loaded}.</source>
        <translation>内存中：{loaded}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Progress of {title}</source>
        <translation>{title} 的进度</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>On this computer, {size}</source>
        <translation>已在这台电脑上，{size}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} are here, the rest is missing</source>
        <translation>已有 {size}，其余缺失</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download…</source>
        <translation>下载…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Download {title}</source>
        <translation>下载 {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Stop, and keep what has arrived</source>
        <translation>停止，并保留已下载的内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Take {title} from files you have</source>
        <translation>从您已有的文件导入 {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Compare the files with their checksums</source>
        <translation>将文件与校验和比对</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Remove {title} from this computer</source>
        <translation>从这台电脑上移除 {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>A zip or tar archive…</source>
        <translation>zip 或 tar 压缩包…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>Recommended</source>
        <translation>推荐</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>about </source>
        <translation>约 </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>size not known</source>
        <translation>大小未知</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>needs an account</source>
        <translation>需要账户</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{size} of memory</source>
        <translation>内存 {size}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>any language</source>
        <translation>任意语言</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/model_card.py"/>
        <source>{count} languages</source>
        <translation>{count} 种语言</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>For the neural engines; the natural and the basic one need none. Nothing is fetched before you ask for it.</source>
        <translation>供神经网络引擎使用；自然引擎和基本引擎不需要模型。未经您要求，不会下载任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Archives (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;All files (*)</source>
        <translation>压缩包 (*.zip *.tar *.tar.gz *.tgz *.tar.bz2 *.tar.xz);;所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search name, language, licence</source>
        <translation>搜索名称、语言、许可证</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Search models</source>
        <translation>搜索模型</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>No model matches.</source>
        <translation>没有符合的模型。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Import {title}</source>
        <translation>导入 {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title}: all files are as they should be.</source>
        <translation>{title}：所有文件均正常。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it again it has to be fetched again.</source>
        <translation>再次使用时需要重新下载。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>The model is on this computer now.</source>
        <translation>模型现已在这台电脑上。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>To use it, its engine has to be installed.</source>
        <translation>要使用它，需安装对应的引擎。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>What its engine needs ({about}) is fetched and installed as well.</source>
        <translation>其引擎所需的内容（{about}）也会一并下载并安装。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/page.py"/>
        <source>{title} is on this computer now.</source>
        <translation>{title} 现已在这台电脑上。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>On this computer: {fitting}, {pace}.</source>
        <translation>在这台电脑上：{fitting}，{pace}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>too large for the free memory (needs {size})</source>
        <translation>可用内存不足（需要 {size}）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>fits on the graphics card</source>
        <translation>显卡显存足够</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>fits in memory</source>
        <translation>内存足够</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>speed not known</source>
        <translation>速度未知</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>{times:.0f} times slower than speech</source>
        <translation>耗时为语音时长的 {times:.0f} 倍</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/models/suits_words.py"/>
        <source>about {seconds} s for a minute of speech</source>
        <translation>每分钟语音约需 {seconds} 秒</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/choosing.py"/>
        <source>Recordings ({kinds});;All files (*)</source>
        <translation>录音 ({kinds});;所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Loudspeaker</source>
        <translation>扬声器</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Look for a new microphone</source>
        <translation>查找新的麦克风</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Look for a new loudspeaker</source>
        <translation>查找新的扬声器</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>No microphone was found. Plug one in, then press “Look for a new microphone”.</source>
        <translation>没有找到麦克风。请接上设备，然后按“查找新的麦克风”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>No loudspeaker was found. Plug one in, then press “Look for a new loudspeaker”.</source>
        <translation>没有找到扬声器。请接上设备，然后按“查找新的扬声器”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Input of the microphone</source>
        <translation>麦克风的输入</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>The one that is heard ({used})</source>
        <translation>有声音的输入（{used}）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>Input {number} · {level}</source>
        <translation>输入 {number} · {level}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{default} (default)</source>
        <translation>{default}（默认）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>System default</source>
        <translation>系统默认</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/device_picker.py"/>
        <source>{chosen} (not connected)</source>
        <translation>{chosen}（未连接）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>Something went wrong inside VoiceCloner.</source>
        <translation>VoiceCloner 内部出现问题。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <source>Your voices are safe and you can go on. If it happens again, please report it with the lines below.</source>
        <translation>您的声音未受影响，可以继续使用。如果再次发生，请附上以下内容报告问题。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/fault.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy the details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>I have read the licence and accept it</source>
        <translation>我已阅读并接受许可证</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words}</source>
        <translation>许可证：{words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Licence: {words} ({name})</source>
        <translation>许可证：{words}（{name}）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>This model is given only to people who have agreed to its makers’ terms. Agree on its page, make an access token (reading is enough), and paste it here. It is kept in your system’s keyring.</source>
        <translation>此模型只提供给已同意其制作者条款的用户。请在其页面上表示同意，创建访问令牌（只读权限即可），然后粘贴到此处。令牌保存在系统的密钥环中。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>Access token</source>
        <translation>访问令牌</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/licence.py"/>
        <source>&amp;Token</source>
        <translation>令牌(&amp;T)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/name.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <location filename="../../voicecloner/gui/voices/voice_name.py"/>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+1 … Ctrl+6</source>
        <translation>Ctrl+1 … Ctrl+6</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Capture, Voices, Speak, Long texts, Models, Settings</source>
        <translation>采集、声音、朗读、长文本、模型、设置</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Record, or end the recording</source>
        <translation>开始或结束录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+O</source>
        <translation>Ctrl+O</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Import recordings; on the page Long texts, choose a file</source>
        <translation>导入录音；在“长文本”页面上选择文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+F</source>
        <translation>Ctrl+F</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Search the voices</source>
        <translation>搜索声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak with the chosen voice</source>
        <translation>用所选声音朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>F2</source>
        <translation>F2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Rename the chosen voice</source>
        <translation>重命名所选声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Del</source>
        <translation>Del</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Delete the chosen voice or takes</source>
        <translation>删除所选的声音或语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Z</source>
        <translation>Ctrl+Z</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Undo the last deletion</source>
        <translation>撤销上次删除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+T</source>
        <translation>Alt+T</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>The trash, on the page Voices</source>
        <translation>回收站（在“声音”页面上）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Alt+X</source>
        <translation>Alt+X</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Hear the recording instead of the voice, or back, on the page Voices</source>
        <translation>在声音与录音之间切换试听（在“声音”页面上）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Speak the text, read the book, say the lines; on the page Capture, the next step</source>
        <translation>朗读文本、书籍或表格各行；在“采集”页面上进入下一步</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+B</source>
        <translation>Ctrl+B</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stress the selected words of the text</source>
        <translation>为文本中选定的词加重音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Shift+P</source>
        <translation>Ctrl+Shift+P</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Half a second of silence in the text</source>
        <translation>在文本中插入半秒停顿</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+S</source>
        <translation>Ctrl+S</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Save the speech</source>
        <translation>保存语音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+E</source>
        <translation>Ctrl+E</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Export the chosen takes</source>
        <translation>导出所选的语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Play or pause, when not typing</source>
        <translation>播放或暂停（未在输入文字时）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>← → Home End</source>
        <translation>← → Home End</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Two seconds back or forward, or to the ends, in a picture of a sound</source>
        <translation>在声音图示中后退或前进两秒，或跳到首尾</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>0.1 s (with Shift 1 s), on an edge of a stretch</source>
        <translation>0.1 秒（按住 Shift 为 1 秒），在片段边缘上使用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>+ − 0, Ctrl+wheel</source>
        <translation>+ − 0，Ctrl+滚轮</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>See a sound closer, more of it, or all of it</source>
        <translation>放大、缩小或显示全部声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Shift+← →, Shift+wheel</source>
        <translation>Shift+← →，Shift+滚轮</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Move what is seen of a sound</source>
        <translation>移动声音的可见部分</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>PageUp PageDown Home End</source>
        <translation>PageUp PageDown Home End</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Scroll the page, when not typing</source>
        <translation>滚动页面（未在输入文字时）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Stop what is being done or heard, or a countdown</source>
        <translation>停止正在进行的操作、播放或倒计时</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+,</source>
        <translation>Ctrl+,</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Ctrl+Q</source>
        <translation>Ctrl+Q</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Close VoiceCloner</source>
        <translation>关闭 VoiceCloner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>This list</source>
        <translation>此列表</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/dialogs/shortcuts.py"/>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Choose where it is saved</source>
        <translation>选择保存位置</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Save as</source>
        <translation>保存为</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/folder_field.py"/>
        <source>Where to save</source>
        <translation>保存位置</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/language_combo.py"/>
        <source>Choices</source>
        <translation>选项</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Do what the message offers</source>
        <translation>执行消息中建议的操作</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/message_bar.py"/>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/pace.py"/>
        <source>Spee&amp;d</source>
        <translation>语速(&amp;D)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Voices</source>
        <translation>声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak</source>
        <translation>朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>Keyboard shortcuts (?)</source>
        <translation>键盘快捷键 (?)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sidebar.py"/>
        <source>{name} (Ctrl+{number})</source>
        <translation>{name} (Ctrl+{number})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Zoom in to see the spectrogram and the pitch.</source>
        <translation>放大即可查看频谱图和音高。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/detail.py"/>
        <source>Looking at the sound…</source>
        <translation>正在分析声音…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>Looking at the sound</source>
        <translation>正在分析声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/pictures.py"/>
        <source>No spectrogram yet: zoom in or out to see it.</source>
        <translation>未分析。请放大或缩小以查看频谱图。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See more of it (−, Ctrl+wheel; all: 0)</source>
        <translation>缩小 (−，Ctrl+滚轮；全部：0)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>See it closer (+, Ctrl+wheel)</source>
        <translation>放大 (+，Ctrl+滚轮)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/sight_buttons.py"/>
        <source>Show spectrogram and pitch, or the waveform alone</source>
        <translation>显示频谱图和音高，或仅显示波形</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>{name}: drag it, or use the arrow keys (0.1 s, with Shift 1 s)</source>
        <translation>{name}：可拖动，或使用方向键（0.1 秒，按住 Shift 为 1 秒）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_edge.py"/>
        <source>at {seconds:.1f} seconds</source>
        <translation>位于 {seconds:.1f} 秒</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>Start of the stretch</source>
        <translation>片段起点</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/stretch_view.py"/>
        <source>End of the stretch</source>
        <translation>片段终点</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>The spectrogram follows.</source>
        <translation>频谱图稍后显示。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>empty</source>
        <translation>空</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>The pitch is about {pitch_hz:.0f} Hz.</source>
        <translation>音高约为 {pitch_hz:.0f} Hz。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{start} to {end}: {message}</source>
        <translation>{start} 至 {end}：{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/track.py"/>
        <source>{length} long.</source>
        <translation>时长 {length}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/sound/view.py"/>
        <source>Click to listen from there. Ctrl+wheel, + and − zoom, 0 shows all; Shift+wheel or Shift+← → moves what is seen.
The wheel alone scrolls the page.
Grey: how strong each frequency is (scale on the left). Coloured line: the pitch (scale on the right).</source>
        <translation>单击可从该处继续播放。Ctrl+滚轮、+ 和 − 可缩放，0 显示全部；Shift+滚轮或 Shift+← → 可移动可见部分。
仅用滚轮可滚动页面。
灰色：各频率的强度（刻度在左侧）。彩色线：音高（刻度在右侧）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/status_strip.py"/>
        <source>Stop what is being done (Esc)</source>
        <translation>停止正在进行的操作 (Esc)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/voice_combo.py"/>
        <location filename="../../voicecloner/gui/speak/voice_choice.py"/>
        <source>No voice yet</source>
        <translation>还没有声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Ready to use</source>
        <translation>适合使用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Nothing stands in the way of a good voice.</source>
        <translation>没有妨碍做出好声音的问题。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Usable, but could be better</source>
        <translation>可用，但还可以更好</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>You can go on; the notes say what would help.</source>
        <translation>您可以继续；提示说明了如何改进。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Not good enough</source>
        <translation>不够好</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>No voice can be made from this; the notes say what to do better.</source>
        <translation>无法用它制作声音；提示说明了如何改进。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>As spoken</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−23 LUFS, broadcasting (EBU R 128)</source>
        <translation>−23 LUFS，广播 (EBU R 128)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−19 LUFS, audiobooks</source>
        <translation>−19 LUFS，有声书</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>−16 LUFS, podcasts</source>
        <translation>−16 LUFS，播客</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Speech</source>
        <translation>语音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Level</source>
        <translation>电平</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Clipping</source>
        <translation>削波</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Silence</source>
        <translation>静音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Pauses</source>
        <translation>停顿</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Hum</source>
        <translation>嗡嗡声</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Offset</source>
        <translation>偏移</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Reverberation</source>
        <translation>混响</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Bandwidth</source>
        <translation>带宽</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Dropouts</source>
        <translation>断音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Speakers</source>
        <translation>说话人</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Music</source>
        <translation>音乐</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Whisper</source>
        <translation>耳语</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Synthetic</source>
        <translation>合成语音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Graphics card (CUDA)</source>
        <translation>显卡 (CUDA)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Processor (CPU)</source>
        <translation>处理器 (CPU)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Full</source>
        <translation>全精度</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Guidance</source>
        <translation>引导强度</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>Liveliness</source>
        <translation>生动度</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at most</source>
        <translation>至多</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>at least</source>
        <translation>至少</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places} and {rest} more</source>
        <translation>位于 {places} 及另外 {rest} 处</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/parts/words.py"/>
        <source>At {places}</source>
        <translation>位于 {places}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Back up…</source>
        <translation>备份…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Copy all voices to another folder</source>
        <translation>将所有声音复制到另一个文件夹</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Restore…</source>
        <translation>恢复…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bring voices back from a backup</source>
        <translation>从备份中找回声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Keep a copy of all voices in another folder, best on another disk. Only what is new is copied.</source>
        <translation>在另一个文件夹（最好在另一块磁盘上）保留所有声音的副本。只复制新增内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>A folder for backups</source>
        <translation>备份文件夹</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The folder with the backup</source>
        <translation>存有备份的文件夹</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Backing the voices up</source>
        <translation>正在备份声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>Bringing the voices back</source>
        <translation>正在恢复声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>nothing new</source>
        <translation>没有新内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>The backup in {folder} holds {voices}; {new}.</source>
        <translation>{folder} 中的备份包含 {voices}；{new}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>“{name}” was left out. {message}</source>
        <translation>已略过“{name}”。{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines</source>
        <translation>引擎</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Other programs</source>
        <translation>其他程序</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Sound</source>
        <translation>音频</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken</source>
        <translation>已朗读的内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Downloads</source>
        <translation>下载</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Language of the window</source>
        <translation>窗口语言</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Shortest recording</source>
        <translation>最短录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Countdown</source>
        <translation>倒计时</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Level before recording</source>
        <translation>录制前的电平</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Room check</source>
        <translation>房间检查</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Number of voices</source>
        <translation>声音数量</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Speed</source>
        <translation>语速</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Watermark</source>
        <translation>水印</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Content credentials</source>
        <translation>内容凭证</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificate to sign with</source>
        <translation>签名证书</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Key of that certificate</source>
        <translation>该证书的密钥</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Takes are kept</source>
        <translation>语音片段保留时间</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Ask before closing</source>
        <translation>关闭时询问</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder for speech</source>
        <translation>语音文件夹</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Folder of recordings</source>
        <translation>录音文件夹</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Engines in memory</source>
        <translation>内存中的引擎</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Answer other programs on this computer</source>
        <translation>响应本机上的其他程序</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Mirror</source>
        <translation>镜像</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Certificates</source>
        <translation>证书</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>The best for the language</source>
        <translation>最适合该语言的引擎</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Changes are saved at once.</source>
        <translation>更改会立即保存。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>VoiceCloner {version} · free software under the GPL, version 3 or later</source>
        <translation>VoiceCloner {version} · 自由软件，采用 GPL 第 3 版或更高版本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{option} of {engine}</source>
        <translation>{engine} 的{option}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{chosen} (not installed)</source>
        <translation>{chosen}（未安装）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Your files</source>
        <translation>您的文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Voices, recordings and takes lie in this folder on your own computer.</source>
        <translation>声音、录音和语音片段存放在您自己电脑上的此文件夹中。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes…</source>
        <translation>彻底删除所有语音片段…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all that was spoken</source>
        <translation>彻底删除所有已朗读的内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>See whether all voices and recordings are there, and mend what can be mended.</source>
        <translation>查看所有声音和录音是否齐全，并修复可修复的内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Check and repair</source>
        <translation>检查并修复</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Look through the library</source>
        <translation>检查声音库</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>No takes</source>
        <translation>没有语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{held}: what was spoken, kept as set under “What was spoken”.</source>
        <translation>{held}：已朗读的内容，按“已朗读的内容”中的设置保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>Erase all takes for good?</source>
        <translation>要彻底删除所有语音片段吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>What was spoken is erased here, with its texts. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>已朗读的内容及其文本将从此处彻底删除。此操作无法撤销。您保存在别处的文件会保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all</source>
        <translation>全部彻底删除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} take was erased.</source>
        <translation>已彻底删除 {number} 个语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <source>{number} takes were erased.</source>
        <translation>已彻底删除 {number} 个语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Copy the token, which other programs need</source>
        <translation>复制其他程序需要的令牌</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Open page</source>
        <translation>打开网页</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Use this program in the browser</source>
        <translation>在浏览器中使用本程序</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/service_line.py"/>
        <source>The token was copied.</source>
        <translation>令牌已复制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>How the recording is said again</source>
        <translation>录音的重说方式</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>English is said anew from its words, with the timing and melody of the recording; all else as sound</source>
        <translation>英语会按文字重新朗读，并保留录音的节奏和语调；其他内容均按音频处理</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>As it suits the recording</source>
        <translation>视录音情况而定</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>From its words</source>
        <translation>按文字</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/conversion_way.py"/>
        <source>As sound</source>
        <translation>按音频</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Export the take</source>
        <translation>导出语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Export {number} takes</source>
        <translation>导出 {number} 个语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>The files will be called</source>
        <translation>文件名将是</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>Progress of the export</source>
        <translation>导出进度</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>and {number} more file</source>
        <translation>以及另外 {number} 个文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_dialog.py"/>
        <source>and {number} more files</source>
        <translation>以及另外 {number} 个文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>16 bits</source>
        <translation>16 位</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>24 bits</source>
        <translation>24 位</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>32 bits, float</source>
        <translation>32 位浮点</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The first words</source>
        <translation>开头的词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The day</source>
        <translation>日期</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The time</source>
        <translation>时间</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The place among these takes</source>
        <translation>在这些语音片段中的序号</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The take’s id</source>
        <translation>语音片段的 ID</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Insert…</source>
        <translation>插入…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Insert what differs from take to take</source>
        <translation>插入各语音片段不同的内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>The text</source>
        <translation>文本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>There is no pattern for the names of the files.</source>
        <translation>没有填写文件名模板。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Press Insert, or type a name.</source>
        <translation>请按“插入”，或输入名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Quality</source>
        <translation>质量(&amp;Q)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Sample &amp;rate</source>
        <translation>采样率(&amp;R)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Loudness</source>
        <translation>响度(&amp;L)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Title</source>
        <translation>标题(&amp;T)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Artist</source>
        <translation>艺术家(&amp;A)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>&amp;Names of the files</source>
        <translation>文件名(&amp;N)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/export_form.py"/>
        <source>Usual for the format</source>
        <translation>格式常用值</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/heard_words.py"/>
        <source>The words that are heard</source>
        <translation>听到的文字</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Type a text and hear it in one of your voices.</source>
        <translation>输入文本，用您的声音朗读出来。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Speaking as {name}</source>
        <translation>正在用 {name} 朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Converting {title}</source>
        <translation>正在转换 {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/page.py"/>
        <source>Choose the recording to say again</source>
        <translation>选择要用此声音重说的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Letters, as one would read them aloud, or phonemes of the IPA between slashes: /ˈwɪn/.</source>
        <translation>按读法写出的字母，或置于斜杠之间的 IPA 音标：/ˈwɪn/。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Pronunciation</source>
        <translation>读音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>How words are said</source>
        <translation>词语的读法</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say it</source>
        <translation>试读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Hear the word in the chosen voice</source>
        <translation>用所选声音试听这个词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Say the word like this from now on (Enter)</source>
        <translation>以后都这样读这个词 (Enter)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another word</source>
        <translation>另一个词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Remove the chosen word from the list</source>
        <translation>从列表中移除所选的词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Saying “{word}”</source>
        <translation>正在读“{word}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Word</source>
        <translation>词语</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said as</source>
        <translation>读作</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Words with a pronunciation of your own</source>
        <translation>您自定义读音的词语</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;Word</source>
        <translation>词语(&amp;W)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Said &amp;as</source>
        <translation>读作(&amp;A)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>&amp;For</source>
        <translation>适用于(&amp;F)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>All voices</source>
        <translation>所有声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>Another voice</source>
        <translation>其他声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/pronunciation_dialog.py"/>
        <source>{engine}, with which the chosen voice speaks, cannot say phonemes.</source>
        <translation>所选声音使用的引擎 {engine} 不支持音标。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace “{name}”?</source>
        <translation>要替换“{name}”吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>There is a file of this name already.</source>
        <translation>已有同名文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Replace it</source>
        <translation>替换</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>In {folder}. The file says that it is synthetic.</source>
        <translation>位于 {folder}。文件中注明它是合成语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>Saving {name}</source>
        <translation>正在保存 {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/saving.py"/>
        <source>speech</source>
        <translation>语音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take has this version of the sentence now; the other one is kept.</source>
        <translation>语音片段现已改用这句话的此版本；另一个版本已保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sentences</source>
        <translation>句子</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Sp&amp;eed</source>
        <translation>语速(&amp;E)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Other words, *stress* in asterisks, another spelling, another speed: as you like.</source>
        <translation>可改用其他词语、用星号标出 *重音*、改变拼写或语速，随您选择。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Play this sentence, or the chosen version of it</source>
        <translation>播放这句话，或播放所选的版本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say again</source>
        <translation>重新朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Say this sentence again; how it was said until now is kept</source>
        <translation>重新朗读这句话；之前的版本会保留</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Use this version</source>
        <translation>使用此版本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Use this version in the take</source>
        <translation>在语音片段中使用此版本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version</source>
        <translation>彻底删除版本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase this version, which is not heard in the take</source>
        <translation>彻底删除这个未在语音片段中使用的版本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Saying a sentence again</source>
        <translation>正在重新朗读一句话</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Erase version {place} for good?</source>
        <translation>要彻底删除版本 {place} 吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The take stays as it is heard now. This cannot be undone.</source>
        <translation>语音片段听起来保持不变。此操作无法撤销。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>The version was erased.</source>
        <translation>版本已彻底删除。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>&amp;Words</source>
        <translation>文字(&amp;W)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>  · {count} versions</source>
        <translation>  · {count} 个版本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>in the take</source>
        <translation>在语音片段中</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>Version {place}</source>
        <translation>版本 {place}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>speed {speed:.2f}</source>
        <translation>语速 {speed:.2f}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/sentences_card.py"/>
        <source>{facts} · seed {seed} · {text}</source>
        <translation>{facts} · 随机种子 {seed} · {text}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>{hint} The speech was made all the same and can be saved.</source>
        <translation>{hint} 语音仍然生成了，可以保存。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>Stopped. What was said so far, {length}, is kept as a take.</source>
        <translation>已停止。目前已朗读的内容（{length}）保留为语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speaking.py"/>
        <source>What was said until then, {length}, is kept as a take.</source>
        <translation>在此之前朗读的内容（{length}）保留为语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Stress the selected words ({key})</source>
        <translation>为选定的词加重音 ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Half a second of silence here ({key})</source>
        <translation>在此处插入半秒停顿 ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Pronunciation…</source>
        <translation>读音…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Correct how words are pronounced</source>
        <translation>更正词语的读法</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Convert a recording…</source>
        <translation>转换录音…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{engine} cannot say texts: convert a recording, or drop one here.</source>
        <translation>{engine} 不能朗读文本：请转换录音，或将录音拖放到此处。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Type what the voice should say.</source>
        <translation>请输入要朗读的内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>Say a recording again in this voice; it can be dropped here too</source>
        <translation>用此声音重说一段录音；也可将录音拖放到此处</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>The engine of this voice, {engine}, cannot convert recordings.</source>
        <translation>此声音的引擎 {engine} 不能转换录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>What should the voice say?</source>
        <translation>要让声音说什么？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Text to say</source>
        <translation>要朗读的文本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Stress</source>
        <translation>重音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_text.py"/>
        <source>Pronounce “{shown}” as…</source>
        <translation>将“{shown}”读作…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Picture of the speech</source>
        <translation>语音的图示</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>What the voice says appears here as soon as it begins.</source>
        <translation>朗读一开始，语音的图示就会显示在此处。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Hear this sentence once more, from its beginning</source>
        <translation>从头再听一遍这句话</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Save as WAV, MP3 and others (Ctrl+S)</source>
        <translation>保存为 WAV、MP3 等格式 (Ctrl+S)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Being made…</source>
        <translation>正在生成…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>Speed of playback</source>
        <translation>播放速度</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_card.py"/>
        <source>How fast it is heard; the take stays as it is</source>
        <translation>试听的快慢；语音片段保持不变</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>★ favourite</source>
        <translation>★ 收藏</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>erased after {days}</source>
        <translation>{days}后彻底删除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>stopped early</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/take_rows.py"/>
        <source>broken off</source>
        <translation>已中断</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Takes</source>
        <translation>语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search takes</source>
        <translation>搜索语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Search what was said, or the voice</source>
        <translation>搜索已朗读的内容或声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Delete the chosen takes (Del)</source>
        <translation>删除所选的语音片段 (Del)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Play this take (Enter)</source>
        <translation>播放此语音片段 (Enter)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Save this take</source>
        <translation>保存此语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Format, loudness and names of the chosen takes (Ctrl+E)</source>
        <translation>所选语音片段的格式、响度和文件名 (Ctrl+E)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Say the same once more</source>
        <translation>将相同内容再朗读一遍</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Favourite</source>
        <translation>收藏</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep this take for good, or not</source>
        <translation>是否永久保留此语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show older</source>
        <translation>显示更早的</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Show more of the takes</source>
        <translation>显示更多语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>They can be brought back until VoiceCloner is closed.</source>
        <translation>关闭 VoiceCloner 之前都可以找回。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>What is spoken is kept for {number} day on which VoiceCloner is used, then it is erased, except favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.</source>
        <translation>已朗读的内容保留 {number} 天（只计使用 VoiceCloner 的日子），之后彻底删除，收藏的内容除外。占用磁盘 {size}。想保留的内容请另存到别处。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>What is spoken is kept for {number} days on which VoiceCloner is used, then it is erased, except favourites. It takes up {size} on the disk. Save elsewhere what you want to keep.</source>
        <translation>已朗读的内容保留 {number} 天（只计使用 VoiceCloner 的日子），之后彻底删除，收藏的内容除外。占用磁盘 {size}。想保留的内容请另存到别处。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>No take matches “{text}”.</source>
        <translation>没有符合“{text}”的语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Let the rule apply to it again</source>
        <translation>恢复按规则处理</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>Keep it for good</source>
        <translation>永久保留</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” was deleted.</source>
        <translation>已删除“{text}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} take was deleted.</source>
        <translation>已删除 {number} 个语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} takes were deleted.</source>
        <translation>已删除 {number} 个语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>“{text}” is back.</source>
        <translation>“{text}”已找回。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} take is back.</source>
        <translation>已找回 {number} 个语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/takes_card.py"/>
        <source>{number} takes are back.</source>
        <translation>已找回 {number} 个语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>“{name}”</source>
        <translation>“{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/translation.py"/>
        <source>{name}: {value}</source>
        <translation>{name}：{value}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>Hear what the voice sounds like (Space)</source>
        <translation>试听声音的效果 (空格)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>“{name}” says a sentence</source>
        <translation>“{name}”说一句话</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/audition_bar.py"/>
        <source>Press Play to hear and see the voice itself.</source>
        <translation>按“播放”可试听并查看声音本身。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Tag</source>
        <translation>标签</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Approved</source>
        <translation>已通过审核</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Being reviewed</source>
        <translation>正在审核</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Failed review</source>
        <translation>未通过审核</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Needs rebuild</source>
        <translation>需要重建</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>&amp;Filter</source>
        <translation>筛选(&amp;F)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Show only voices of one state, language, engine or tag</source>
        <translation>只显示某种状态、语言、引擎或标签的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Filter: {kinds}</source>
        <translation>筛选：{kinds}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Show all</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/filter_button.py"/>
        <source>Any</source>
        <translation>任意</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>{count} voices</source>
        <translation>{count} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Voice of VoiceCloner (*{suffix})</source>
        <translation>VoiceCloner 声音 (*{suffix})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Export {words}</source>
        <translation>导出 {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>“{name}” is too large to be dragged.</source>
        <translation>“{name}”太大，无法拖动。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Press Export instead.</source>
        <translation>请改用“导出”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Exporting {words}</source>
        <translation>正在导出 {words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/leaving_voices.py"/>
        <source>Saved as {path} ({size}).</source>
        <translation>已保存为 {path}（{size}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>&amp;All voices</source>
        <translation>所有声音(&amp;A)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/list_and_details.py"/>
        <source>Back to the list of voices (Alt+A)</source>
        <translation>返回声音列表 (Alt+A)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Record yourself, or drop a recording onto this window.</source>
        <translation>录制您自己的声音，或将录音拖放到此窗口。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Look at its review.</source>
        <translation>查看审核结果。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Name the voice, say whose it is, and press Create voice.</source>
        <translation>为声音命名，说明是谁的声音，然后按“创建声音”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Recently used</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Newest</source>
        <translation>最新</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Score</source>
        <translation>评分</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search voices</source>
        <translation>搜索声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Search name, id, tags, notes</source>
        <translation>搜索名称、ID、标签、备注</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Sort by</source>
        <translation>排序方式</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Voices in the library, and how many it may hold (see Settings)</source>
        <translation>库中的声音数量及上限（见“设置”）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash</source>
        <translation>回收站(&amp;T)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Deleted voices (Alt+T)</source>
        <translation>已删除的声音 (Alt+T)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voices yet</source>
        <translation>还没有声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Make a voice</source>
        <translation>制作声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>No voice matches</source>
        <translation>没有符合的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Try fewer letters, or another word.</source>
        <translation>请减少字数，或换一个词。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add a tag</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>A tag for {count} voices:</source>
        <translation>为 {count} 个声音添加标签：</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{number}{more} found · </source>
        <translation>找到 {number}{more} 个 · </translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}: delete one first</source>
        <translation>{count} / {quota}：请先删除一个</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>{count} of {quota}</source>
        <translation>{count} / {quota}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/page.py"/>
        <source>&amp;Trash ({count})</source>
        <translation>回收站 ({count})(&amp;T)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Out of 100: how closely it resembles the speaker, less for what cannot be understood and for a poor recording. Good from {good}, fair from {fair}.</source>
        <translation>满分 100：根据与说话人的相似程度评定，听不懂的内容和不佳的录音会扣分。{good} 分起为良好，{fair} 分起为尚可。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>How it came out has not been measured yet.</source>
        <translation>尚未评测制作效果。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>It says two sentences, which are compared with its recording…</source>
        <translation>它会说两句话，并与录音进行比对…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure</source>
        <translation>评测</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Find out how it came out</source>
        <translation>了解制作效果</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>What was measured</source>
        <translation>评测内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>The numbers</source>
        <translation>数据</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Score {score} of 100</source>
        <translation>评分 {score}（满分 100）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/score_panel.py"/>
        <source>Measure again</source>
        <translation>重新评测</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>Measuring “{name}”</source>
        <translation>正在评测“{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/scoring.py"/>
        <source>How “{name}” came out could not be measured. {message}</source>
        <translation>无法评测“{name}”的制作效果。{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>A&amp;dd tag…</source>
        <translation>添加标签(&amp;D)…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Give all of them a tag</source>
        <translation>为所选声音全部添加标签</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Write all of them into one file</source>
        <translation>将所选声音全部写入一个文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>Put all of them into the trash</source>
        <translation>将所选声音全部放入回收站</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/selection_bar.py"/>
        <source>{chosen} voices chosen</source>
        <translation>已选择 {chosen} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Hear the other one from the same place, equally loud ({key})</source>
        <translation>从同一位置以相同响度试听另一个 ({key})</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/switch_button.py"/>
        <source>Switch between the voice and the recording</source>
        <translation>在声音与录音之间切换</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>{language} · deleted {when} · erased after {days}</source>
        <translation>{language} · 删除时间：{when} · {days}后彻底删除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_rows.py"/>
        <source>its {part} cannot be read: it can only be erased</source>
        <translation>其{part}无法读取：只能彻底删除</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices stay here for {days} days on which VoiceCloner is used, with their recordings; then they are erased.</source>
        <translation>已删除的声音及其录音在此保留 {days} 天（只计使用 VoiceCloner 的日子），之后彻底删除。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Deleted voices</source>
        <translation>已删除的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Back to the voices (Alt+T)</source>
        <translation>返回声音列表 (Alt+T)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Bring the voice back (Enter)</source>
        <translation>找回声音 (Enter)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase now…</source>
        <translation>立即彻底删除…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase it for good (Del)</source>
        <translation>彻底删除 (Del)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase all…</source>
        <translation>全部彻底删除…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Empty the trash for good</source>
        <translation>清空回收站</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voice for good?</source>
        <translation>要彻底删除 {number} 个声音吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase {number} voices for good?</source>
        <translation>要彻底删除 {number} 个声音吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Their recordings and what was spoken with them are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>其录音以及用它们朗读的内容也会彻底删除。此操作无法撤销。您保存在别处的文件会保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Another voice is called “{taken}” now. Bring it back as:</source>
        <translation>现在已有另一个声音名为“{taken}”。将其恢复为：</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Restore a voice</source>
        <translation>恢复声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” is back.</source>
        <translation>“{name}”已找回。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Erase “{name}” for good?</source>
        <translation>要彻底删除“{name}”吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased, with {takes}.</source>
        <translation>已彻底删除“{name}”，包括 {takes}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>“{name}” was erased.</source>
        <translation>已彻底删除“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voice was erased.</source>
        <translation>已彻底删除 {number} 个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} voices were erased.</source>
        <translation>已彻底删除 {number} 个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>A damaged index that was set aside in the folder of your files may still contain traces of it: {names}.</source>
        <translation>您的文件夹中有另存的损坏索引，其中可能仍有相关信息：{names}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>其录音也会彻底删除。此操作无法撤销。您保存在别处的文件会保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>Its recordings and what it has spoken ({takes}) are erased too. This cannot be undone. Files you saved elsewhere stay.</source>
        <translation>其录音和朗读过的内容（{takes}）也会彻底删除。此操作无法撤销。您保存在别处的文件会保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>It stays in the trash for {days} days on which VoiceCloner is used.</source>
        <translation>它在回收站中保留 {days} 天（只计使用 VoiceCloner 的日子）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>They stay in the trash for {days} days on which VoiceCloner is used.</source>
        <translation>它们在回收站中保留 {days} 天（只计使用 VoiceCloner 的日子）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” did not pass its review: it cannot be used.</source>
        <translation>“{name}”未通过审核：无法使用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” passed its review.</source>
        <translation>“{name}”已通过审核。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Reviewing “{name}”</source>
        <translation>正在审核“{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{tagged} voices have the tag “{tag}” now.</source>
        <translation>{tagged} 个声音现已有标签“{tag}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Giving {count} voices a tag</source>
        <translation>正在为 {count} 个声音添加标签</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Deleting {count} voices</source>
        <translation>正在删除 {count} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>“{name}” was deleted.</source>
        <translation>已删除“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices were deleted.</source>
        <translation>已删除 {count} 个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>Bringing {count} voices back</source>
        <translation>正在找回 {count} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_changes.py"/>
        <source>{count} voices are back.</source>
        <translation>已找回 {count} 个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound alone</source>
        <translation>仅音频</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>the sound and the words spoken in it</source>
        <translation>音频及其中所说的文字</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It has to be rebuilt before it can be heard.</source>
        <translation>需要先重建才能试听。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Its recording did not pass its review.</source>
        <translation>其录音未通过审核。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording it was made from</source>
        <translation>制作它所用的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>What else is known about it</source>
        <translation>其他已知信息</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Speak with it (Enter)</source>
        <translation>用它朗读 (Enter)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rename (F2)</source>
        <translation>重命名 (F2)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Rebuild</source>
        <translation>重建</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Make it anew from its kept recording</source>
        <translation>用保留的录音重新制作</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Save it as a file for another computer</source>
        <translation>保存为文件，供其他电脑使用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Delete (Del)</source>
        <translation>删除 (Del)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Review again</source>
        <translation>重新审核</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Check it as a new recording would be checked</source>
        <translation>按现行标准重新检查</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Details of the voice</source>
        <translation>声音的详细信息</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>The recording</source>
        <translation>录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{engine} cannot say texts.</source>
        <translation>{engine} 不能朗读文本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Failed its review: {reasons}</source>
        <translation>未通过审核：{reasons}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>It is being reviewed again.</source>
        <translation>正在重新审核。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Needs rebuild: {reason}.</source>
        <translation>需要重建：{reason}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Whose voice</source>
        <translation>谁的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made of</source>
        <translation>制作依据</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Last used</source>
        <translation>上次使用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>never</source>
        <translation>从未</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{name} ({facts})</source>
        <translation>{name}（{facts}）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Id: {id}</source>
        <translation>ID：{id}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Engine: {engine_id}, revision {engine_revision}</source>
        <translation>引擎：{engine_id}，修订版 {engine_revision}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>Made by VoiceCloner {program_version}</source>
        <translation>由 VoiceCloner {program_version} 制作</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_details.py"/>
        <source>{transcript}
(not used)</source>
        <translation>{transcript}
（未使用）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_name.py"/>
        <source>Give the voice a name.</source>
        <translation>请为声音命名。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>good recording</source>
        <translation>录音良好</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>usable recording</source>
        <translation>录音可用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>failed review</source>
        <translation>未通过审核</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>being reviewed</source>
        <translation>正在审核</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>needs rebuild</source>
        <translation>需要重建</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>score {score} of 100, {grade}</source>
        <translation>评分 {score}（满分 100），{grade}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>used {when}</source>
        <translation>上次使用：{when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_rows.py"/>
        <source>made {when}</source>
        <translation>制作时间：{when}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Separated by commas, for example: family, audiobook</source>
        <translation>用半角逗号 (,) 分隔，例如：家人, 有声书</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>What you want to remember</source>
        <translation>您想记住的内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>Ta&amp;gs</source>
        <translation>标签(&amp;G)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/voices/voice_words.py"/>
        <source>N&amp;otes</source>
        <translation>备注(&amp;O)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>the voice of the person who made it</source>
        <translation>制作者自己的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made with the speaker’s consent</source>
        <translation>经说话人同意制作的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>made from a recording in the public domain</source>
        <translation>用公有领域的录音制作的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>the person who gave you the file</source>
        <translation>给您文件的人</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>somebody who gave them the voice</source>
        <translation>把声音给他们的人</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>That is their statement, not yours: until you state consent anew, what you import may not be passed on.</source>
        <translation>这是他们的声明，并非您的声明：在您重新声明同意之前，导入的内容不得转交他人。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Import {title}?</source>
        <translation>要导入 {title} 吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Importing voices</source>
        <translation>正在导入声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>Nothing new came in.</source>
        <translation>没有导入新内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{former}” is called “{name}” here: the name was taken.</source>
        <translation>“{former}”在此处名为“{name}”：原名称已被使用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was imported.</source>
        <translation>已导入“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were imported.</source>
        <translation>已导入 {number} 个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was put in the trash again.</source>
        <translation>“{name}”已重新放入回收站。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were put in the trash again.</source>
        <translation>{number} 个声音已重新放入回收站。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}” was here already and stayed unchanged.</source>
        <translation>“{name}”已存在，保持不变。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices were here already and stayed unchanged.</source>
        <translation>{number} 个声音已存在，保持不变。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>From {where} ({size}). Nothing in your library is replaced.</source>
        <translation>来自 {where}（{size}）。库中的内容不会被替换。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{ground} ({speaker})</source>
        <translation>{ground}（{speaker}）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>“{name}”: {ground}, stated on {day} by {stater}.</source>
        <translation>“{name}”：{ground}，由{stater}于 {day} 声明。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>It is {ground}, stated on {day} by {stater}.</source>
        <translation>这是{ground}，由{stater}于 {day} 声明。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/job_bridge.py"/>
        <source>The log tells more.</source>
        <translation>日志中有更多信息。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was recorded so far is kept, and offered when VoiceCloner starts again.</source>
        <translation>目前录下的内容会保留，VoiceCloner 下次启动时可供使用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Keep it and close</source>
        <translation>保留并关闭</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on recording</source>
        <translation>继续录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Something is being spoken.</source>
        <translation>正在朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept, and is among the takes when VoiceCloner starts again.</source>
        <translation>目前已朗读的内容会保留，VoiceCloner 下次启动时可在语音片段中找到。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on speaking</source>
        <translation>继续朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>A book or a table is being read aloud.</source>
        <translation>正在朗读书籍或表格。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>What was said so far is kept; it can go on, on the page “Long texts”, when VoiceCloner starts again.</source>
        <translation>目前已朗读的内容会保留；VoiceCloner 下次启动时可在“长文本”页面上继续。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go on reading</source>
        <translation>继续朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>One take is not saved.</source>
        <translation>有一个语音片段未保存。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>{number} takes are not saved.</source>
        <translation>有 {number} 个语音片段未保存。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>It is here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation>VoiceCloner 下次启动时它仍在此处，保留 {days} 天（只计使用的日子）。想长期保留的内容请保存。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>They are here again when VoiceCloner starts, and kept for {days} days on which it is used. Save what you want to keep for good.</source>
        <translation>VoiceCloner 下次启动时它们仍在此处，保留 {days} 天（只计使用的日子）。想长期保留的内容请保存。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Go back</source>
        <translation>返回</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/leaving.py"/>
        <source>Do not ask this again</source>
        <translation>不再询问</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>The library is in order; {number} voice was looked through.</source>
        <translation>声音库正常；已检查 {number} 个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/library_care.py"/>
        <source>The library is in order; {number} voices were looked through.</source>
        <translation>声音库正常；已检查 {number} 个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/messages.py"/>
        <source>There is nothing to undo.</source>
        <translation>没有可撤销的操作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Off: no other program can connect.</source>
        <translation>已关闭：其他程序无法连接。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>The service stopped by itself. Switch it off and on again.</source>
        <translation>服务已自行结束。请将其关闭后重新打开。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/program_service.py"/>
        <source>Running at {address}</source>
        <translation>正在运行：{address}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” was rebuilt with {title}.</source>
        <translation>“{name}”已用 {title} 重建。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuilding “{name}”</source>
        <translation>正在重建“{name}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>“{name}” has to be rebuilt before it can speak.</source>
        <translation>“{name}”需要先重建才能朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>{reason}. The voice is made anew from its kept recording; nothing of it is lost.</source>
        <translation>{reason}。声音将用保留的录音重新制作，不会丢失任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/window/rebuilding.py"/>
        <source>Rebuild it</source>
        <translation>重建</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/wording.py"/>
        <source>d MMMM yyyy</source>
        <translation>yyyy年M月d日</translation>
    </message>
</context>
<context>
    <name>core</name>
    <message>
        <location filename="../../voicecloner/__main__.py"/>
        <source>voicecloner: {message}
  {hint}</source>
        <translation>voicecloner: {message}
  {hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>it is not a file</source>
        <translation>它不是文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no folder “{parent}”.</source>
        <translation>没有文件夹“{parent}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Make it first, or choose another.</source>
        <translation>请先创建，或选择其他文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be written in {folder}.</source>
        <translation>无法在 {folder} 中写入任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check its permissions.</source>
        <translation>请检查其权限。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The folder {folder} cannot be made.</source>
        <translation>无法创建文件夹 {folder}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Choose another folder.</source>
        <translation>请选择其他文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>There is no permission to write or read {shown}.</source>
        <translation>没有读写 {shown} 的权限。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>“{longest}…” is longer than a name may be.</source>
        <translation>“{longest}…”超过了名称允许的长度。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Choose a shorter one.</source>
        <translation>请选择更短的名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{shown} could not be written or read: {strerror}.</source>
        <translation>无法读写 {shown}：{strerror}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>The disk is full: nothing more can be written in {parent}.</source>
        <translation>磁盘已满：{parent} 中无法再写入任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Free some space on it, then try again.</source>
        <translation>请释放一些磁盘空间，然后重试。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{parent} does not exist.</source>
        <translation>{parent} 不存在。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Check that the folder or the drive is still there.</source>
        <translation>请检查文件夹或驱动器是否仍在。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>Nothing can be saved in {parent}.</source>
        <translation>无法在 {parent} 中保存任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/atomic.py"/>
        <source>{path} does not exist.</source>
        <translation>{path} 不存在。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>Windows WASAPI</source>
        <translation>Windows WASAPI</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <source>The loudspeaker “{name}” is not connected: the system’s own one is used.</source>
        <translation>扬声器“{name}”未连接：将使用系统自己的扬声器。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/devices.py"/>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound system does not answer.</source>
        <translation>音频系统没有响应。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, allow its use in the system's settings, then press “Look for a new microphone”</source>
        <translation>请接上设备，在系统设置中允许使用它，然后按“查找新的麦克风”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Plug it in, press “Look for a new loudspeaker” in the settings, then play again</source>
        <translation>请接上设备，在“设置”中按“查找新的扬声器”，然后再次播放</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio is missing.</source>
        <translation>缺少音频库 PortAudio。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Install it (Debian and Ubuntu: sudo apt install libportaudio2), then start VoiceCloner again.</source>
        <translation>请安装它（Debian 和 Ubuntu：sudo apt install libportaudio2），然后重新启动 VoiceCloner。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The sound library PortAudio does not start ({error}).</source>
        <translation>音频库 PortAudio 无法启动（{error}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>New devices cannot be looked for while sound is recorded or played.</source>
        <translation>录音或播放时无法搜索设备。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>Stop recording and playing, then look again.</source>
        <translation>请停止录音和播放，然后重新查找。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{info}” cannot be opened.</source>
        <translation>无法打开{kind}“{info}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>{kind} “{name}” is no longer there.</source>
        <translation>{kind}“{name}”已不存在。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>No microphone was found.</source>
        <translation>没有找到麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>No loudspeaker was found.</source>
        <translation>没有找到扬声器。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The loudspeaker</source>
        <translation>扬声器</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>the system’s default device</source>
        <translation>系统默认设备</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/portaudio.py"/>
        <source>The device does not start.</source>
        <translation>设备无法启动。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>The recording cannot be written to {path} ({strerror}).</source>
        <translation>录音无法写入 {path}（{strerror}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Nothing is being recorded.</source>
        <translation>没有正在进行的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <source>A recording is already under way.</source>
        <translation>已有录音正在进行。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recorder.py"/>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>Stop it first.</source>
        <translation>请先停止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone sends nothing but silence. It is muted, or another one has taken its place.</source>
        <translation>麦克风没有传来任何声音：它已被静音，或已被另一个麦克风取代。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away.</source>
        <translation>麦克风已断开。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>{name}, input {number}</source>
        <translation>{name}，输入 {number}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone does not answer.</source>
        <translation>麦克风没有响应。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The microphone went away</source>
        <translation>麦克风已断开</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be written any further ({strerror})</source>
        <translation>录音无法继续写入（{strerror}）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>A recording ends after an hour</source>
        <translation>录音满一小时即结束</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>; {seconds} s were kept</source>
        <translation>；已保留 {seconds} 秒</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/recording_session.py"/>
        <source>The recording could not be finished ({strerror}).</source>
        <translation>录音无法完成（{strerror}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>This is not a recording made by VoiceCloner.</source>
        <translation>这不是 VoiceCloner 的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recordings in {folder} cannot be looked at ({strerror}).</source>
        <translation>无法查看 {folder} 中的录音（{strerror}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be read ({strerror}).</source>
        <translation>无法读取录音 {name}（{strerror}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} is still being made.</source>
        <translation>录音 {name} 仍在录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be recovered ({strerror}).</source>
        <translation>无法恢复录音 {name}（{strerror}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_journal.py"/>
        <source>The recording {name} cannot be kept ({strerror}).</source>
        <translation>无法保留录音 {name}（{strerror}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/capture/wav_part.py"/>
        <source>“{name}” was broken off before its first sound.</source>
        <translation>“{name}”在录到声音之前就中断了。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/audiobook.py"/>
        <source>“{name}” could not be written: {strerror}.</source>
        <translation>无法写入“{name}”：{strerror}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” holds no sound that can be read.</source>
        <translation>“{name}”中没有可读取的音频。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a picture, not a sound file.</source>
        <translation>“{name}”是图片，不是音频文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a text, not a sound file.</source>
        <translation>“{name}”是文本，不是音频文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is an archive, not a sound file.</source>
        <translation>“{name}”是压缩包，不是音频文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is a document, not a sound file.</source>
        <translation>“{name}”是文档，不是音频文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is cut off or damaged: its index cannot be read, and without it none of its sound.</source>
        <translation>“{name}”不完整或已损坏：其索引无法读取，因此无法读取任何音频。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” has no sound track.</source>
        <translation>“{name}”没有音轨。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The sound in “{name}” is in a format that cannot be read.</source>
        <translation>“{name}”的音频格式无法读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>“{name}” is a sound file without any sound in it.</source>
        <translation>“{name}”是没有任何声音的音频文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” ends before the stretch that was chosen.</source>
        <translation>“{name}”在所选片段之前就已结束。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” does not say where in it the chosen stretch lies.</source>
        <translation>“{name}”没有指明所选片段的位置。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is so damaged that nothing of its sound can be read.</source>
        <translation>“{name}”损坏严重，无法读取任何音频。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims a sample rate of {sample_rate} Hz; 4000 to 384000 Hz can be read.</source>
        <translation>“{name}”标称采样率为 {sample_rate} Hz；可读取 4000 至 384000 Hz。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” claims to have {channels} channels; 1 to 64 can be read.</source>
        <translation>“{name}”标称有 {channels} 个声道；可读取 1 至 64 个。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” needs more memory to be read than a recording should.</source>
        <translation>读取“{name}”所需的内存超出录音应有的范围。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” is damaged in a way that stops the decoder.</source>
        <translation>“{name}”的损坏使解码器中止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Choose another copy of the recording, or another recording.</source>
        <translation>请选择该录音的其他副本，或选择其他录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Convert the recording to WAV, then choose that.</source>
        <translation>请将录音转换为 WAV，然后选择它。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Unpack it first, then import the recordings in it.</source>
        <translation>请先解压，再导入其中的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Choose an earlier start.</source>
        <translation>请选择更早的起点。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Save it with one or two channels, then choose that.</source>
        <translation>请保存为一个或两个声道，然后选择它。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Cut out the minutes you need, then import those.</source>
        <translation>请剪出需要的几分钟，然后导入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>It sent more than was asked for.</source>
        <translation>它发送的内容超出了要求。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>Reading “{path}” took longer than {time_limit_s} s and was stopped.</source>
        <translation>读取“{path}”超过 {time_limit_s} 秒，已停止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Convert the recording to WAV, then import that.</source>
        <translation>请将录音转换为 WAV，然后导入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>The decoder cannot be started.</source>
        <translation>无法启动解码器。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>Install the program again.</source>
        <translation>请重新安装程序。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <source>“{name}” could not be read from its disk.</source>
        <translation>无法从磁盘读取“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/decoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>Check its permissions and its disk.</source>
        <translation>请检查其权限和磁盘。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>It may have been moved or deleted; if it is there, check its permissions and its disk.</source>
        <translation>它可能已被移动或删除；如果仍在，请检查其权限和磁盘。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>VoiceCloner wrote it itself: make it again.</source>
        <translation>该文件由 VoiceCloner 写入：请重新生成。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>The sound to be written holds values that are not numbers.</source>
        <translation>要写入的声音含有非数字的值。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>WAV sound</source>
        <translation>WAV 音频</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>FLAC sound, smaller</source>
        <translation>FLAC 音频，较小</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Ogg Vorbis sound</source>
        <translation>Ogg Vorbis 音频</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Opus sound, smallest</source>
        <translation>Opus 音频，最小</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>MP3 sound</source>
        <translation>MP3 音频</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>M4A sound (AAC)</source>
        <translation>M4A 音频 (AAC)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Use a name that ends in one of {writable_suffixes}.</source>
        <translation>请使用以 {writable_suffixes} 之一结尾的名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>“{name}” does not say in which format to save.</source>
        <translation>“{name}”没有指明保存格式。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound cannot be saved as “{suffix}”.</source>
        <translation>音频无法保存为“{suffix}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” cannot be read.</source>
        <translation>无法读取“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” is damaged and cannot be read.</source>
        <translation>“{name}”已损坏，无法读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>{bits} bits per sample cannot be written to {found} files.</source>
        <translation>{found} 文件不支持每样本 {bits} 位。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Use {known}.</source>
        <translation>请使用 {known}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>The bit rate of {found} files cannot be chosen.</source>
        <translation>无法为 {found} 文件选择比特率。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Leave it out.</source>
        <translation>请不要指定。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>{kbit_per_s} kbit/s cannot be written to {found} files of {sample_rate} Hz.</source>
        <translation>{sample_rate} Hz 的 {found} 文件不支持 {kbit_per_s} kbit/s。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Choose {least} to {most}, or a higher sample rate.</source>
        <translation>请选择 {least} 至 {most}，或更高的采样率。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Choose {least} to {most}.</source>
        <translation>请选择 {least} 至 {most}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Sound files have no field named “{unknown}”.</source>
        <translation>音频文件没有名为“{unknown}”的字段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>VoiceCloner {version}</source>
        <translation>VoiceCloner {version}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Nothing more can be written in {parent}: the disk is full or has gone away.</source>
        <translation>{parent} 中无法再写入任何内容：磁盘已满或已断开。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/encoding.py"/>
        <source>Free some space on it, or choose another folder.</source>
        <translation>请释放一些空间，或选择其他文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>There is no file “{name}”.</source>
        <translation>没有文件“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check the name and the folder.</source>
        <translation>请检查名称和文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” cannot be opened.</source>
        <translation>无法打开“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Check its permissions and those of its folder.</source>
        <translation>请检查其权限及所在文件夹的权限。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a folder, not a sound file.</source>
        <translation>“{name}”是文件夹，不是音频文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose the recordings in it.</source>
        <translation>请选择其中的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is a device or a pipe, not a sound file.</source>
        <translation>“{name}”是设备或管道，不是音频文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is empty.</source>
        <translation>“{name}”是空的。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” is larger than 16 GB.</source>
        <translation>“{name}”大于 16 GB。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” has no channel {channel}.</source>
        <translation>“{name}”没有声道 {channel}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose 1 to {shape}.</source>
        <translation>请选择 1 至 {shape}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>“{name}” holds less than a tenth of a second of sound.</source>
        <translation>“{name}”的声音不足十分之一秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Choose a longer recording.</source>
        <translation>请选择更长的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged near this stretch; parts may be missing.</source>
        <translation>文件在此片段附近已损坏；可能缺少部分内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is {promised_s} long</source>
        <translation>录音长 {promised_s}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The recording is long</source>
        <translation>录音较长</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{whole}; only its first {read_s} are used.</source>
        <translation>{whole}；只使用前 {read_s}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of {promised_s} could be read.</source>
        <translation>文件已损坏：共 {promised_s}，其中 {read_s} 可读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>According to its header the file is {stated} long, but it holds {held}: all of it is used.</source>
        <translation>文件头标称时长为 {stated}，实际为 {held}：将全部使用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {read_s} of it could be read.</source>
        <translation>文件已损坏：其中 {read_s} 可读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The end of the file is missing: {read_s} could be read.</source>
        <translation>文件末尾缺失：{read_s} 可读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is {parts} recordings one after the other: all {read_s} are used.</source>
        <translation>文件由 {parts} 段录音首尾相接：将使用全部 {read_s}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>{note} Parts of it are damaged.</source>
        <translation>{note} 其中部分已损坏。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>Most values in “{name}” are not numbers, so it holds no sound.</source>
        <translation>“{name}”中的大部分值不是数字，因此没有声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The file is damaged: {count} of its {size} values are not numbers and were replaced by silence.</source>
        <translation>文件已损坏：{size} 个值中有 {count} 个不是数字，已用静音代替。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/importing.py"/>
        <source>The sound went {over_db} dB beyond full scale and was turned down by as much; nothing of it is lost.</source>
        <translation>声音超出满刻度 {over_db} dB，已相应调低；没有丢失任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>{least} to {most}</source>
        <translation>{least} 至 {most}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Sound of {rate} Hz cannot be saved as “{suffix}”.</source>
        <translation>{rate} Hz 的音频无法保存为“{suffix}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Choose {choice} Hz.</source>
        <translation>请选择 {choice} Hz。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Speech cannot be brought to {loudness_lufs} LUFS.</source>
        <translation>语音无法调整到 {loudness_lufs} LUFS。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/saving.py"/>
        <source>Choose {least} to {most}; usual are -23, -19 and -16.</source>
        <translation>请选择 {least} 至 {most}；常用值为 -23、-19 和 -16。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Sound cannot be sent as “{name}”.</source>
        <translation>音频无法以“{name}”格式发送。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/stream_encoding.py"/>
        <source>Choose one of {stream_formats}.</source>
        <translation>请选择 {stream_formats} 之一。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/files/streaming.py"/>
        <source>Reading “{path}” came to a standstill and was stopped.</source>
        <translation>读取“{path}”时没有进展，已停止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>The loudspeaker went away.</source>
        <translation>扬声器已断开。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/playback.py"/>
        <source>Plug it in or choose another one, then play again.</source>
        <translation>请接上它或选择其他扬声器，然后再次播放。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>Playing cannot begin before the start of the sound.</source>
        <translation>播放不能从声音起点之前开始。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} holds no sound that can be played.</source>
        <translation>{name} 中没有可播放的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/player.py"/>
        <source>{name} cannot be played to its end.</source>
        <translation>{name} 无法播放到末尾。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <source>Sound cannot be played at a speed of {speed}.</source>
        <translation>声音无法以 {speed} 的速度播放。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/playback/tempo.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose {slowest} to {fastest}.</source>
        <translation>请选择 {slowest} 至 {fastest}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>A constant offset is removed.</source>
        <translation>去除恒定偏移。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz is filtered out.</source>
        <translation>滤除 {high_pass_hz} Hz 以下的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Silence at the start and the end is cut off.</source>
        <translation>剪掉首尾的静音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>The loudness is brought to {target_lufs} LUFS.</source>
        <translation>将响度调整到 {target_lufs} LUFS。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Peaks above {highest_peak} are avoided by turning the sound down.</source>
        <translation>调低声音，避免峰值超过 {highest_peak}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>An offset of {offset} % of full scale was removed.</source>
        <translation>已去除满刻度 {offset}% 的偏移。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>; it held {lost_percent} % of the power</source>
        <translation>；其占功率的 {lost_percent}%</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Sound below {high_pass_hz} Hz was filtered out{share}.</source>
        <translation>已滤除 {high_pass_hz} Hz 以下的声音{share}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {start_s} s of silence from the start and {end_s} s of silence from the end.</source>
        <translation>已剪掉：开头 {start_s} 秒静音，结尾 {end_s} 秒静音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {start_s} s of silence from the start.</source>
        <translation>已剪掉：开头 {start_s} 秒静音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Cut off: {end_s} s of silence from the end.</source>
        <translation>已剪掉：结尾 {end_s} 秒静音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its loudness is about {target_lufs} LUFS</source>
        <translation>使响度约为 {target_lufs} LUFS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>so that its peaks stay below full scale</source>
        <translation>使峰值保持在满刻度以下</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned up by {changed_db} dB {why}.</source>
        <translation>已调高 {changed_db} dB，{why}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/audio/repair.py"/>
        <source>Turned down by {changed_db} dB {why}.</source>
        <translation>已调低 {changed_db} dB，{why}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/children/packets.py"/>
        <source>{count} and {count2} bytes</source>
        <translation>{count} 与 {count2} 字节</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be given to others as a file</source>
        <translation>作为文件交给他人</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/consent.py"/>
        <source>be used over HTTP</source>
        <translation>通过 HTTP 使用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words understood</source>
        <translation>听懂 {words} / {words2} 个词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{likeness} like the recording</source>
        <translation>与录音相似度 {likeness}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>nothing wrong with it</source>
        <translation>没有发现问题</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>much too long for its text</source>
        <translation>相对于文本太长</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>too short for its text</source>
        <translation>相对于文本太短</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>silent for {longest_silence_s} s</source>
        <translation>静音 {longest_silence_s} 秒</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>its peaks are cut off</source>
        <translation>其峰值被削波</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>{words} of {words2} words not understood</source>
        <translation>{words} / {words2} 个词没有听懂</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>“{repeated}” is said twice</source>
        <translation>“{repeated}”说了两遍</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>it says “{leaked}”, which comes from the recording</source>
        <translation>说出了录音中的内容“{leaked}”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/guards.py"/>
        <source>only {likeness} like the recording</source>
        <translation>与录音相似度仅 {likeness}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The word</source>
        <translation>词语</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>The spoken form</source>
        <translation>读法</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} is longer than {most} characters.</source>
        <translation>{what}超过 {most} 个字符。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Shorten it.</source>
        <translation>请缩短。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} contains characters that cannot be said.</source>
        <translation>{what}含有不发音的符号。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write it without &lt; &gt; * [ ].</source>
        <translation>请勿使用 &lt; &gt; * [ ]。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>{what} has nothing in it that can be said.</source>
        <translation>{what}没有可读的内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Type letters or figures.</source>
        <translation>请输入字母或数字。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>“{spoken}” is not written in phonemes.</source>
        <translation>“{spoken}”不是音标。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/pronunciation.py"/>
        <source>Write letters of the IPA between two slashes, such as /ˈwɪn/, or letters without slashes.</source>
        <translation>请在两个斜杠之间输入 IPA 音标，例如 /ˈwɪn/，或输入不带斜杠的字母。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>“{name}” of the request cannot be {value}.</source>
        <translation>请求中的“{name}”不能是 {value}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/requests.py"/>
        <source>It must be {hint}.</source>
        <translation>它必须是{hint}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Record again: 30 seconds in a quiet, furnished room, close to the microphone, then make the voice anew</source>
        <translation>请重新录制：在安静且有家具的房间里，靠近麦克风录 30 秒，然后重新制作声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or record again and speak distinctly</source>
        <translation>请重建声音，或重新录制并吐字清晰</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>very clear</source>
        <translation>非常清楚</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>mostly clear</source>
        <translation>大体清楚</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>hard to understand</source>
        <translation>难以听懂</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>with noise or artefacts</source>
        <translation>有噪声或杂音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>but from a poor recording</source>
        <translation>但录音不佳</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like you</source>
        <translation>听起来像您</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds like the speaker</source>
        <translation>听起来像说话人</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like you</source>
        <translation>听起来比较像您</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>sounds rather like the speaker</source>
        <translation>听起来比较像说话人</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like you</source>
        <translation>听起来不像您</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>does not sound like the speaker</source>
        <translation>听起来不像说话人</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than you</source>
        <translation>语调比您平淡得多</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>much flatter than the speaker</source>
        <translation>语调比说话人平淡得多</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than you</source>
        <translation>语调比您略平淡</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>a little flatter than the speaker</source>
        <translation>语调比说话人略平淡</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read in a livelier way when you record</source>
        <translation>录制时请读得更生动</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than you</source>
        <translation>语调比您更活泼</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>livelier than the speaker</source>
        <translation>语调比说话人更活泼</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Read in the tone the voice is to have</source>
        <translation>请用希望声音具有的语气朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than you</source>
        <translation>音高比您高</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>higher than the speaker</source>
        <translation>音高比说话人高</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than you</source>
        <translation>音高比您低</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>deeper than the speaker</source>
        <translation>音高比说话人低</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice</source>
        <translation>请重建声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than you</source>
        <translation>语速比您慢</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>slower than the speaker</source>
        <translation>语速比说话人慢</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than you</source>
        <translation>语速比您快</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>faster than the speaker</source>
        <translation>语速比说话人快</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a higher speaking speed</source>
        <translation>朗读时请选择更快的语速</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Choose a lower speaking speed</source>
        <translation>朗读时请选择更慢的语速</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Rebuild the voice, or make it from a longer recording</source>
        <translation>请重建声音，或用更长的录音制作</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{words} of {words2} words were understood</source>
        <translation>听懂 {words} / {words2} 个词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Likeness: {likeness} of what the recording reaches with itself ({likeness2} by the first measure, {likeness3} by the second)</source>
        <translation>相似度为录音自身相似度的 {likeness}（按第一种测量：{likeness2}，按第二种：{likeness3}）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Sound quality: {naturalness} of 5, that of the recording {recording_naturalness}</source>
        <translation>音质 {naturalness}（满分 5），录音为 {recording_naturalness}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Compared with the recording: pitch {pitch_st} semitones, range of pitch {range_ratio}, pace {pace_ratio}</source>
        <translation>与录音相比：音高差 {pitch_st} 个半音，音域差 {range_ratio}，语速差 {pace_ratio}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Among {others} speakers both measures take it for the right one</source>
        <translation>在 {others} 位说话人中，两种测量都认出了正确的一位</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>Among {others} speakers the right one comes in place {place} by the first measure, {place2} by the second</source>
        <translation>在 {others} 位说话人中，正确的一位按第一种测量排第 {place}，按第二种排第 {place2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warning about the recording, which cost {warning_points} points</source>
        <translation>录音有 {warnings} 项警告，扣 {warning_points} 分</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/scorecard_words.py"/>
        <source>{warnings} warnings about the recording, which cost {warning_points} points</source>
        <translation>录音有 {warnings} 项警告，扣 {warning_points} 分</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>It is not known where the sentences of this take begin.</source>
        <translation>无法得知此语音片段中各句话的位置。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>Takes of recordings and of earlier versions of VoiceCloner can only be said again as a whole.</source>
        <translation>来自录音或早期版本 VoiceCloner 的语音片段只能整体重新朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <source>There is no sentence {number} in this take.</source>
        <translation>此语音片段中没有第 {number} 句话。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/takes.py"/>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose 1 to {count}.</source>
        <translation>请选择 1 至 {count}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/text.py"/>
        <source>the recording made here</source>
        <translation>在此录制的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound alone</source>
        <translation>仅音频</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the sound and its transcript</source>
        <translation>音频及其文字稿</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>the system’s default device, {microphone}</source>
        <translation>系统默认设备，{microphone}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/domain/voice.py"/>
        <source>The voice “{name}” cannot be used: its {part} cannot be read.</source>
        <translation>声音“{name}”无法使用：其{part}无法读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Listening to the recording</source>
        <translation>正在分析录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>Fitting the voice</source>
        <translation>正在调整声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <source>There is no voice in the reference.</source>
        <translation>参考录音中没有人声。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/cloning.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>Record or choose one with speech.</source>
        <translation>请录制或选择含有语音的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Basic voice</source>
        <translation>基本声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>A plain synthetic voice with your pitch and colour, for languages that no better engine speaks.</source>
        <translation>带有您的音高和音色的简单合成声音，用于没有更好引擎支持的语言。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <source>Starting the basic voice</source>
        <translation>正在启动基本声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/basic/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>The voice is ready</source>
        <translation>声音已就绪</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/adapter.py"/>
        <source>Loading {title}</source>
        <translation>正在载入 {title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, put together from what the voice's own recording holds.</source>
        <translation>用另一个声音重说录音，由该声音自己的录音内容拼合而成。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in another voice, from a few seconds of it.</source>
        <translation>用另一个声音重说录音，只需其几秒录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion.py"/>
        <source>Says recordings again in the tone of another voice; small and quick.</source>
        <translation>用另一个声音的音色重说录音；小巧快速。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/conversion_models.py"/>
        <source>The model “{id}” has another sample rate than it should.</source>
        <translation>模型“{id}”的采样率与预期不符。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>How much the melody varies: less is steadier, more is livelier and keeps less to the text.</source>
        <translation>语调变化的程度：较小更平稳，较大更生动，但不太贴合文本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>XTTS v2</source>
        <translation>XTTS v2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>Speaks 17 languages with one voice. Only for non-commercial use.</source>
        <translation>用一个声音说 17 种语言。仅限非商业用途。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, small engine for English, French and Brazilian Portuguese. Only for non-commercial use.</source>
        <translation>较旧的小型引擎，支持英语、法语和巴西葡萄牙语。仅限非商业用途。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older, lively engine: it laughs and sighs, and does not always keep to the text. Slow.</source>
        <translation>较旧而生动的引擎：会笑、会叹气，不总是贴合文本。速度慢。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/infos.py"/>
        <source>An older engine for English; expressive and very slow.</source>
        <translation>较旧的英语引擎；富有表现力，非常慢。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/speech_model.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>The model “{id}” cannot be loaded: its files are damaged.</source>
        <translation>无法载入模型“{id}”：其文件已损坏。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>The model “{id}” is incomplete: {names} is missing.</source>
        <translation>模型“{id}”不完整：缺少 {names}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/package.py"/>
        <source>A package that coqui-tts needs is missing: {error}</source>
        <translation>缺少 coqui-tts 所需的软件包：{error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/stretches.py"/>
        <source>the decoder was not reached</source>
        <translation>没有到达解码器</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot say “{piece}”.</source>
        <translation>XTTS 无法读出“{piece}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Leave it out, or write it in words.</source>
        <translation>请删去，或用文字写出。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>XTTS cannot read “{piece}”.</source>
        <translation>XTTS 无法读取“{piece}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/xtts.py"/>
        <source>Write its numbers in words.</source>
        <translation>请将其中的数字写成文字。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>The model “{id}” lacks languages.</source>
        <translation>模型“{id}”缺少语言。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>YourTTS cannot read “{text}”.</source>
        <translation>YourTTS 无法读取“{text}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/coqui/yourtts.py"/>
        <source>Write the numbers in words.</source>
        <translation>请将数字写成文字。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Starting the natural engine</source>
        <translation>正在启动自然引擎</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Speaks clearly and naturally on any computer, in a voice fitted to yours, with nothing to download.</source>
        <translation>在任何电脑上都能清晰自然地说话，声音贴近您的声音，无需下载。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>{title} is not loaded.</source>
        <translation>{title} 未载入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is too short: at least {min_reference_s} seconds of speech are needed.</source>
        <translation>参考录音太短：至少需要 {min_reference_s} 秒语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference holds samples that are not numbers.</source>
        <translation>参考录音含有非数字的样本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>Import the recording again.</source>
        <translation>请重新导入录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/engine.py"/>
        <source>The reference is silent.</source>
        <translation>参考录音没有声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/fitting.py"/>
        <source>Likeness: {likeness}.</source>
        <translation>相似度为 {likeness}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/fitting/reference.py"/>
        <source>There is no voice in the recording.</source>
        <translation>录音中没有人声。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The stage “{name}” of the voice network did not become what it should be.</source>
        <translation>声音网络的阶段“{name}”未达到预期状态。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The files of the voice network are damaged.</source>
        <translation>声音网络的文件已损坏。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The packages with the voice network are damaged.</source>
        <translation>含声音网络的软件包已损坏。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program again. Or: {hint}</source>
        <translation>请重新安装程序。或者：{hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>The voice network of the natural engine is not on this computer.</source>
        <translation>自然引擎的声音网络不在这台电脑上。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/natural/model/model_files.py"/>
        <source>Install the program's packages again. Or: {hint}</source>
        <translation>请重新安装程序的软件包。或者：{hint}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>How exactly Pocket TTS calculates: int8 is a third quicker, full a little finer; auto: full, if memory allows.</source>
        <translation>Pocket TTS 的计算精度：int8 快三分之一，full 略精细；auto：内存允许时用 full。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>Pocket TTS</source>
        <translation>Pocket TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <source>A small neural engine: natural speech on any processor, from five seconds of reference.</source>
        <translation>小型神经网络引擎：在任何处理器上都能自然说话，五秒参考录音即可。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Loading Pocket TTS</source>
        <translation>正在载入 Pocket TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>This voice cannot speak “{language}”: {title} ties a voice to the language of its recording.</source>
        <translation>此声音不能说“{language}”：{title} 的声音与其录音的语言绑定。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/engine.py"/>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose that language, or a voice of another engine.</source>
        <translation>请选择该语言，或选择其他引擎的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>The model “{id}” speaks, but cannot clone voices.</source>
        <translation>模型“{id}”可以说话，但不能克隆声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket/speech_model.py"/>
        <source>Fetch the one that can on the page “Models”</source>
        <translation>请在“模型”页面下载可克隆的模型</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>Pocket TTS (light)</source>
        <translation>Pocket TTS（轻量）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/engine.py"/>
        <source>A small neural engine for six languages, on any processor, without an account and without large packages.</source>
        <translation>小型神经网络引擎，支持六种语言，可在任何处理器上运行，无需账户，也无需大型软件包。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_lite/speech_model.py"/>
        <source>A package is missing that may not exist for this computer: {error}.</source>
        <translation>缺少一个软件包，它可能根本没有适用于这台电脑的版本：{error}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Pocket TTS (ONNX)</source>
        <translation>Pocket TTS (ONNX)</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>The smallest neural engine: English, on any processor, without an account.</source>
        <translation>最小的神经网络引擎：英语，任何处理器，无需账户。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>{title} does not speak “{language}”, only English.</source>
        <translation>{title} 不能说“{language}”，只支持英语。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/pocket_onnx/engine.py"/>
        <source>Choose another engine, or English.</source>
        <translation>请选择其他引擎，或选择英语。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/checkpoints.py"/>
        <source>There is not enough memory for {too_large}: a smaller model made this voice.</source>
        <translation>内存不足以载入 {too_large}：此声音由较小的模型制作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>A large neural engine: very clear speech in ten languages, whichever the recording is in; slow without a graphics card.</source>
        <translation>大型神经网络引擎：支持十种语言，无论录音是何种语言，语音都非常清晰；没有显卡时较慢。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <source>Loading Qwen3-TTS</source>
        <translation>正在载入 Qwen3-TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/engine.py"/>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Report this to the engine's author.</source>
        <translation>请将此问题报告给引擎的作者。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>To clone from the sound and its transcript, the words spoken in the recording are needed.</source>
        <translation>若要用音频及文字稿克隆，需要录音中所说的文字。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>The recording is longer than {max_reference_s} s, so its words could not be used. A shorter one gives a closer likeness.</source>
        <translation>录音超过 {max_reference_s} 秒，因此未能使用其文字。较短的录音相似度更高。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/qwen3_tts/material.py"/>
        <source>{taken} of {given} recordings were used: those with words, {max_reference_s} s in all.</source>
        <translation>在 {given} 段录音中使用了 {taken} 段：带有文字的，共 {max_reference_s} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How often each piece of sound is gone over: more is finer and slower.</source>
        <translation>每段声音的处理次数：越多越精细，也越慢。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>How closely it keeps to the text and the recording: more is stricter, less is freer.</source>
        <translation>贴合文本和录音的程度：越大越严格，越小越自由。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>A large neural engine: the closest likeness, 30 languages and 48 kHz, for a graphics card with 8 GB.</source>
        <translation>大型神经网络引擎：相似度最高，支持 30 种语言和 48 kHz，需要 8 GB 显存的显卡。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>There was not enough memory for the whole recording: the voice was made from its first {little_s} s.</source>
        <translation>内存不足以使用整段录音：声音用其前 {little_s} 秒制作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>The voice was made from the sound alone: VoxCPM2 can use the words of at most {max_prompt_s} s of speech. Choose a shorter stretch, with its words, for a closer likeness.</source>
        <translation>此声音仅用音频制作：VoxCPM2 最多能使用 {max_prompt_s} 秒语音的文字。请选择较短的片段并附上文字，相似度更高。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Loading VoxCPM2</source>
        <translation>正在载入 VoxCPM2</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>VoxCPM2 is not loaded.</source>
        <translation>VoxCPM2 未载入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/engine.py"/>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/adapters/voxcpm2/speech_model.py"/>
        <source>Hello, this is the first test sentence.</source>
        <translation>您好，这是第一句测试语句。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot say a text: it says recorded speech again, in another voice.</source>
        <translation>{title} 不能朗读文本：它用另一个声音重说录下的语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Convert a recording, or choose a voice of another engine.</source>
        <translation>请转换录音，或选择其他引擎的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} cannot convert recordings: it says texts.</source>
        <translation>{title} 不能转换录音：它用来朗读文本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Choose a voice that was made with an engine that converts speech.</source>
        <translation>请选择用可转换语音的引擎制作的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} converts in its own way, not by “{way}”.</source>
        <translation>{title} 按自己的方式转换，不用“{way}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Leave the way to it.</source>
        <translation>请交由引擎决定。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} does not speak “{language}”.</source>
        <translation>{title} 不能说“{language}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>It speaks: {known}.</source>
        <translation>它支持：{known}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} ties a voice to the language of its recording: it cannot speak “{language}”.</source>
        <translation>{title} 的声音与其录音的语言绑定：不能说“{language}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} has no option “{key}”.</source>
        <translation>{title} 没有选项“{key}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has: {names}.</source>
        <translation>它有：{names}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>It has none.</source>
        <translation>它没有选项。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>{title} speaks at the voice's own pace only.</source>
        <translation>{title} 只能以声音自身的语速说话。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>Set the speed to 1.</source>
        <translation>请将语速设为 1。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/engine.py"/>
        <source>The speed {speed} is out of range.</source>
        <translation>语速 {speed} 超出范围。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice's data file is damaged.</source>
        <translation>声音的数据文件已损坏。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>The voice was made with other weights of “{model}” than those that are here.</source>
        <translation>声音所用的“{model}”权重与此处的不同。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} does not speak “{tag}”.</source>
        <translation>{title} 不能说“{tag}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>{title} clones from the sound alone.</source>
        <translation>{title} 仅凭音频克隆。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/refusals.py"/>
        <source>Clone without the transcript.</source>
        <translation>请不带文字稿进行克隆。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>No graphics card that {title} can use was found.</source>
        <translation>没有找到 {title} 可用的显卡。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/torch_tools.py"/>
        <source>Choose the processor (cpu).</source>
        <translation>请选择处理器 (cpu)。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with the engine “{engine_id}”, not with “{engine_id2}”.</source>
        <translation>声音由引擎“{engine_id}”制作，而非“{engine_id2}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice was made with revision {engine_revision} of the engine “{engine_id}”; this is {engine_revision2}.</source>
        <translation>声音由引擎“{engine_id}”的修订版 {engine_revision} 制作；当前为 {engine_revision2}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file was written by a later version of the program.</source>
        <translation>声音的数据文件由更新版本的程序写入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner.</source>
        <translation>请更新 VoiceCloner。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file is missing.</source>
        <translation>声音的数据文件缺失。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The voice's data file could not be read.</source>
        <translation>无法读取声音的数据文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/contract/voice_file.py"/>
        <source>The engine's voice holds “{name}”, which is of a kind that cannot be saved ({dtype}).</source>
        <translation>引擎的声音含有“{name}”，其类型无法保存（{dtype}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>The engine no longer answered and was ended.</source>
        <translation>引擎不再响应，已被结束。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/client.py"/>
        <source>Stopped, because the program ends.</source>
        <translation>因程序退出而停止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not clone the voice.</source>
        <translation>引擎未能克隆声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not say the text.</source>
        <translation>引擎未能朗读文本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine could not convert the speech.</source>
        <translation>引擎未能转换语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/engine_work.py"/>
        <source>The engine made sound of a wrong shape.</source>
        <translation>引擎生成的声音形式有误。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Neural engines</source>
        <translation>神经网络引擎</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Its makers offer torch only for Macs with Apple’s processors.</source>
        <translation>在 Mac 上，torch 的制作者只为配备 Apple 处理器的机型提供它。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Pocket TTS without torch</source>
        <translation>不含 torch 的 Pocket TTS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>{title} is not installed: there is no {missing}.</source>
        <translation>{title} 未安装：没有 {missing}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them on the page “Models”</source>
        <translation>请在“模型”页面安装</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install VoiceCloner again: a part of it is missing.</source>
        <translation>请重新安装 VoiceCloner：缺少其中一部分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>Install them into VoiceCloner's own Python: {executable} -m pip install {names}</source>
        <translation>请将其安装到 VoiceCloner 自带的 Python：{executable} -m pip install {names}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/environments.py"/>
        <source>They are installed on the computer of the service.</source>
        <translation>它们安装在服务所在的电脑上。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>The engine could not be loaded.</source>
        <translation>无法载入引擎。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{title} works on the processor now: the graphics card has not enough memory for it.</source>
        <translation>{title} 现在使用处理器：显卡的显存不足。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Try again. If it happens again, report it with the log.</source>
        <translation>请重试。如果再次发生，请附上日志报告问题。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>{sentence} There is not enough memory.</source>
        <translation>{sentence} 内存不足。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/loaded_engines.py"/>
        <source>Close other programs, then try again.</source>
        <translation>请关闭其他程序，然后重试。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>There is no engine named “{engine_id}”.</source>
        <translation>没有名为“{engine_id}”的引擎。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Known engines: {table}.</source>
        <translation>已知引擎：{table}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” cannot be used: {error}</source>
        <translation>引擎“{engine_id}”无法使用：{error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>Reinstall the package it came with.</source>
        <translation>请重新安装提供它的软件包。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/engines/host/registry.py"/>
        <source>The engine “{engine_id}” calls itself “{id}”.</source>
        <translation>引擎“{engine_id}”自称为“{id}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>, or with: voicecloner </source>
        <translation>，或使用：voicecloner </translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>That is done in VoiceCloner's window, on the computer of the service.</source>
        <translation>请在服务所在电脑的 VoiceCloner 窗口中操作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Rebuild the voice from its kept recording, on the page “Voices”</source>
        <translation>请在“声音”页面用保留的录音重建声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Give the transcript, the words that are spoken, or clone from the sound alone.</source>
        <translation>请提供文字稿，即所说的文字，或仅凭音频克隆。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Say whose voice it is: your own, one you have consent for, or one in the public domain.</source>
        <translation>请说明这是谁的声音：您自己的、您已获同意的，或属于公有领域的。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Read the licence and say that you accept it.</source>
        <translation>请阅读许可证，并表示接受。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Correct these lines, then start again.</source>
        <translation>请修正这些行，然后重新开始。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>“{name}” was not begun: {count} line of it cannot be done.</source>
        <translation>“{name}”未开始：其中 {count} 行无法完成。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>“{name}” was not begun: {count} lines of it cannot be done.</source>
        <translation>“{name}”未开始：其中 {count} 行无法完成。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose a WAV, MP3, M4A, FLAC, OGG, Opus, AIFF or WebM recording.</source>
        <translation>请选择 WAV、MP3、M4A、FLAC、OGG、Opus、AIFF 或 WebM 录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Plug the device in, allow its use in the system's settings, then try again.</source>
        <translation>请接上设备，在系统设置中允许使用它，然后重试。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>Type the words yourself.</source>
        <translation>请自行输入文字。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: it is started anew. If it happens again, report it with the log.</source>
        <translation>请重试：它会重新启动。如果再次发生，请附上日志报告问题。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Save it again, as EPUB, DOCX, HTML, Markdown or plain text, with the program that made it.</source>
        <translation>请用创建它的程序重新保存为 EPUB、DOCX、HTML、Markdown 或纯文本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Record again following the advice in the review.</source>
        <translation>请按审核中的建议重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look for its name on the page “Voices”</source>
        <translation>请在“声音”页面查找其名称</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>GET /v1/audio/voices lists those that are there.</source>
        <translation>GET /v1/audio/voices 可列出现有的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Choose another name, or rename or delete the other voice.</source>
        <translation>请选择其他名称，或者重命名、删除另一个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Delete a voice first, or raise “Number of voices” in the settings</source>
        <translation>请先删除一个声音，或在设置中增大“声音数量”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>A voice goes into the trash by DELETE /v1/audio/voices/{voice}.</source>
        <translation>DELETE /v1/audio/voices/{voice} 可将声音移入回收站。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Press “Check and repair” in the settings</source>
        <translation>请在设置中按“检查并修复”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Start VoiceCloner again (the voices' recordings are not touched)</source>
        <translation>请重新启动 VoiceCloner（声音的录音不受影响）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Update VoiceCloner, or point VOICECLONER_HOME at another folder.</source>
        <translation>请更新 VoiceCloner，或让 VOICECLONER_HOME 指向其他文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Have the voice exported again where it comes from, and copy the new file here.</source>
        <translation>请在声音的来源处重新导出，并将新文件复制到此处。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the free space and the permissions of the folder.</source>
        <translation>请检查文件夹的可用空间和权限。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Check the address, and that the same version of VoiceCloner is installed on all its computers.</source>
        <translation>请检查地址，以及所有电脑上安装的 VoiceCloner 版本是否相同。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Switch it off and on again.</source>
        <translation>请将其关闭后重新打开。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Install the neural engines on the page “Models”</source>
        <translation>请在“模型”页面安装神经网络引擎</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again. If it happens again, report it with install.log from the folder of the engines.</source>
        <translation>请重试。如果再次发生，请附上引擎文件夹中的 install.log 报告问题。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Wait until it is done, or stop it.</source>
        <translation>请等待完成，或停止它。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Try again: the engine is started anew. If it happens again, report it with the log.</source>
        <translation>请重试：引擎会重新启动。如果再次发生，请附上日志报告问题。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Look at the page “Models” to see what there is</source>
        <translation>请在“模型”页面查看有哪些模型</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Remove the model and fetch it again.</source>
        <translation>请移除模型并重新下载。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again: the download goes on where it stopped.</source>
        <translation>请重试：下载会从中断处继续。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/errors.py"/>
        <source>Agree to the terms on the model's page and give an access token.</source>
        <translation>请在模型的页面上同意条款，并提供访问令牌。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is missing,</source>
        <translation>文件 voice.json（缺失）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is not a file,</source>
        <translation>文件 voice.json（不是文件）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>file voice.json, which is another voice's,</source>
        <translation>文件 voice.json（属于另一个声音）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>{name} changed while the voice was made.</source>
        <translation>{name} 在制作声音期间有改动。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/asset_store.py"/>
        <source>Import it again.</source>
        <translation>请重新导入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>No single unfinished book has the id “{book_id}”.</source>
        <translation>没有找到唯一一本 ID 为“{book_id}”的未完成书籍。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>“{title}” is just being read aloud.</source>
        <translation>正在朗读“{title}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/books.py"/>
        <source>Wait, or stop it there.</source>
        <translation>请等待，或在那里停止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/consent_log.py"/>
        <source>It could not be added to the log of consent: {message}</source>
        <translation>无法将其加入同意日志：{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Restore from another copy of the backup, if there is one.</source>
        <translation>如有备份的其他副本，请从中恢复。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is not a file.</source>
        <translation>备份已损坏：{source} 不是文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is gone.</source>
        <translation>备份已损坏：{source} 已丢失。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {source} is not what was saved.</source>
        <translation>备份已损坏：{source} 与写入时不同。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder} yet.</source>
        <translation>{folder} 中还没有备份。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that holds one.</source>
        <translation>请选择存有备份的文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{folder} holds other files.</source>
        <translation>{folder} 中有其他文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose an empty folder, or one with backups.</source>
        <translation>请选择空文件夹，或存有备份的文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Another VoiceCloner is writing a backup in {folder}.</source>
        <translation>另一个 VoiceCloner 正在 {folder} 中写入备份。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Wait until it is done.</source>
        <translation>请等待其完成。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backups in {parent} were written by a later version of VoiceCloner.</source>
        <translation>{parent} 中的备份由更新版本的 VoiceCloner 写入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>There is no backup in {folder}.</source>
        <translation>{folder} 中没有备份。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>Choose the folder that a backup was written to.</source>
        <translation>请选择曾写入备份的文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>{path} was written by a later version of VoiceCloner.</source>
        <translation>{path} 由更新版本的 VoiceCloner 写入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/backup.py"/>
        <source>The backup is damaged: {path} cannot be read.</source>
        <translation>备份已损坏：{path} 无法读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is damaged, or not a file of voices at all</source>
        <translation>它已损坏，或根本不是声音文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a list of files that is too long</source>
        <translation>其文件列表过长</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is not a file of voices.</source>
        <translation>“{name}”不是声音文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” in it has been changed since it was written</source>
        <translation>其中的“{name}”与写入时不同</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it has no manifest</source>
        <translation>它没有清单</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest is too large</source>
        <translation>其清单过大</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its manifest cannot be understood</source>
        <translation>其清单无法识别</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” was written by a later version of VoiceCloner.</source>
        <translation>“{name}”由更新版本的 VoiceCloner 写入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>a file in it has a name that no file of voices holds</source>
        <translation>其中有文件的名称不属于声音文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds more than {most_members} files</source>
        <translation>它包含超过 {most_members} 个文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>two files in it have one name</source>
        <translation>其中有两个文件同名</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it is locked with a password</source>
        <translation>它有密码保护</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it holds a folder or a link</source>
        <translation>它包含文件夹或链接</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it unpacks to far more than a file of voices holds</source>
        <translation>解压后远大于声音文件所能包含的内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>files in it overlap</source>
        <translation>其中的文件相互重叠</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its end is missing</source>
        <translation>其末尾缺失</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>it does not hold what its manifest says</source>
        <translation>其内容与清单不符</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>“{name}” is not a file of voices that can be used: {reason}.</source>
        <translation>“{name}”不是可用的声音文件：{reason}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>its {part} cannot be read</source>
        <translation>其{part}无法读取</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>list of voices</source>
        <translation>声音列表</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The recording {path} has been changed.</source>
        <translation>录音 {path} 与原来不同。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/bundle.py"/>
        <source>The voice “{name}” cannot be exported: its {part} cannot be read.</source>
        <translation>声音“{name}”无法导出：其{part}无法读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/copying.py"/>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{done_bytes} of {total_bytes}</source>
        <translation>{done_bytes} / {total_bytes}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, some of which are missing,</source>
        <translation>录音（部分缺失）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>recordings, which are not those it was made from,</source>
        <translation>录音（并非制作它所用的录音）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/portable.py"/>
        <source>spoken consent, which is missing,</source>
        <translation>口头同意（缺失）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/exchange/transfer.py"/>
        <source>With {more} more the library would hold {count} voices; its quota is {quota}.</source>
        <translation>再增加 {more} 个，库中将有 {count} 个声音；上限为 {quota}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>It may have been erased meanwhile.</source>
        <translation>它可能已在此期间被彻底删除。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/splicing.py"/>
        <source>Say the sentence again.</source>
        <translation>请重新朗读这句话。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This version is the one that is heard in the take.</source>
        <translation>此版本正在语音片段中使用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Choose another one first.</source>
        <translation>请先选择另一个版本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>This sentence was said in one way only.</source>
        <translation>这句话只有一种朗读版本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>Say it again first.</source>
        <translation>请先重新朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/history/versions.py"/>
        <source>There is no version {place} of this sentence.</source>
        <translation>这句话没有版本 {place}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The folder of the voice “{name}” is gone, with its recordings.</source>
        <translation>声音“{name}”的文件夹及其录音已丢失。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The details kept in the folder of the voice “{name}” are damaged: {record} is not a file.</source>
        <translation>声音“{name}”文件夹中的信息已损坏：{record} 不是文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is damaged.</source>
        <translation>声音“{name}”的录音 {original} 已损坏。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” is gone.</source>
        <translation>声音“{name}”的录音 {original} 已丢失。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The recording {original} of the voice “{name}” has been changed.</source>
        <translation>声音“{name}”的录音 {original} 与原来不同。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The prepared recording {prepared} of the voice “{name}” is damaged.</source>
        <translation>声音“{name}”的预处理录音 {prepared} 已损坏。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The prepared recording {prepared} of the voice “{name}” is gone.</source>
        <translation>声音“{name}”的预处理录音 {prepared} 已丢失。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/inspection.py"/>
        <source>The voice “{name}” needs to be rebuilt: {fault}.</source>
        <translation>声音“{name}”需要重建：{fault}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Voices cannot be sorted by “{order}”.</source>
        <translation>声音不能按“{order}”排序。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/listing.py"/>
        <source>Choose one of {orders}.</source>
        <translation>请选择 {orders} 之一。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The voice has no name.</source>
        <translation>声音没有名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Give it a name you will recognise.</source>
        <translation>请取一个便于辨认的名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name has {count} characters; {max_name_characters} is the most.</source>
        <translation>名称有 {count} 个字符；最多 {max_name_characters} 个。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Choose a shorter name.</source>
        <translation>请选择更短的名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>The name holds a line break or another control character.</source>
        <translation>名称含有换行符或其他控制字符。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/names.py"/>
        <source>Use letters, digits and signs.</source>
        <translation>请使用字母、数字和符号。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Somebody gave consent, but it was not said who.</source>
        <translation>有人表示了同意，但没有说明是谁。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Give the name of the speaker.</source>
        <translation>请填写说话人姓名。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>A voice needs at least one recording.</source>
        <translation>声音至少需要一段录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <source>Record or import one first.</source>
        <translation>请先录制或导入一段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/new_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Nobody has said whose voice this is.</source>
        <translation>没有说明这是谁的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was empty</source>
        <translation>为空</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>was missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database {mishap}</source>
        <translation>声音库的数据库{mishap}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/opening.py"/>
        <source>The library's database was damaged and is now kept as {name}</source>
        <translation>声音库的数据库已损坏，现保留为 {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list holds {most_entries} words already.</source>
        <translation>列表已有 {most_entries} 个词。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>Remove some first.</source>
        <translation>请先移除一些。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>The list of pronunciations was damaged and lies in {aside} now.</source>
        <translation>读音列表已损坏，现存于 {aside}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/pronunciations.py"/>
        <source>{count} of the pronunciations kept could not be read; they are ignored.</source>
        <translation>所存读音中有 {count} 个无法读取，已忽略。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/rows.py"/>
        <source>list of recordings</source>
        <translation>录音列表</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>record, which a later version of VoiceCloner wrote,</source>
        <translation>记录（由更新版本的 VoiceCloner 写入）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source> (synthetic voice)</source>
        <translation> （合成声音）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/take_record.py"/>
        <source>version of a sentence</source>
        <translation>句子的版本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>VoiceCloner ended before all was said.</source>
        <translation>VoiceCloner 在全部朗读完之前结束。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>Speak it again for the whole.</source>
        <translation>如需完整内容，请重新朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/takes.py"/>
        <source>This take is not there any more.</source>
        <translation>此语音片段已不存在。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>all {there} voices are there</source>
        <translation>全部 {there} 个声音都还在</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>its one voice is there</source>
        <translation>库中唯一的声音还在</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>it holds no voices</source>
        <translation>其中没有声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>of {gone} more, which may have been erased, only the descriptions remain</source>
        <translation>另有 {gone} 个可能已被删除，只剩文字信息</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>{reason} Voices can be seen and heard, but none can be made or changed.</source>
        <translation>{reason} 可以查看和试听声音，但不能制作或更改。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>Nothing tells whose recordings these are: {each}</source>
        <translation>无法得知这些录音属于谁：{each}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source> Nothing tells whose recordings {count} folders hold.</source>
        <translation> 无法得知 {count} 个文件夹中的录音属于谁。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>The library's database lacked details of {names}; they were taken from the files beside the recordings.</source>
        <translation>声音库的数据库缺少 {names} 的部分信息；已根据录音旁的文件补全。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/upkeep.py"/>
        <source>An earlier “{former}”, whose recordings are gone, is now called “{name}”: delete it if you had erased it.</source>
        <translation>早先的“{former}”已丢失录音，现名为“{name}”：如果您曾彻底删除它，请将其删除。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is gone</source>
        <translation>其数据文件已丢失</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file is damaged</source>
        <translation>其数据文件已损坏</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_data.py"/>
        <source>its data file may not be read</source>
        <translation>没有读取其数据文件的权限</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_files.py"/>
        <source>The file of the voice “{name}” is gone: {path}.</source>
        <translation>声音“{name}”的文件已丢失：{path}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json</source>
        <translation>文件 voice.json</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_record.py"/>
        <source>file voice.json, which a later version of VoiceCloner wrote,</source>
        <translation>文件 voice.json（由更新版本的 VoiceCloner 写入）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>The trash does not hold this voice.</source>
        <translation>回收站中没有这个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>It may have been erased or restored already.</source>
        <translation>它可能已被彻底删除或恢复。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>Another voice is called “{name}”.</source>
        <translation>已有另一个声音名为“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>This voice does not exist any more.</source>
        <translation>这个声音已不存在。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>It may be in the trash.</source>
        <translation>它可能在回收站中。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>There is no voice called “{wanted}”.</source>
        <translation>没有名为“{wanted}”的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>Did you mean {key}?</source>
        <translation>您是不是指 {key}？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>The trash holds no voice called “{wanted}”.</source>
        <translation>回收站中没有名为“{wanted}”的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voice_table.py"/>
        <source>See what it holds on the page “Voices”</source>
        <translation>请在“声音”页面查看其中内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/library/voices.py"/>
        <source>The library holds {voices} voices; its quota is {quota}.</source>
        <translation>库中有 {voices} 个声音；上限为 {quota}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This computer has no keyring that could keep the token.</source>
        <translation>这台电脑没有可保存令牌的密钥环。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Put the token into the environment variable HF_TOKEN instead.</source>
        <translation>请改为将令牌放入环境变量 HF_TOKEN。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>This is not an access token.</source>
        <translation>这不是访问令牌。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/access_tokens.py"/>
        <source>Copy it whole from https://huggingface.co/settings/tokens.</source>
        <translation>请从 https://huggingface.co/settings/tokens 完整复制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>There is no model called “{model_id}”.</source>
        <translation>没有名为“{model_id}”的模型。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue.py"/>
        <source>The models are {known}.</source>
        <translation>模型有：{known}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>The list of models in {path} is damaged: {error}.</source>
        <translation>{path} 中的模型列表已损坏：{error}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>Install VoiceCloner again.</source>
        <translation>请重新安装 VoiceCloner。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>files of {entry}</source>
        <translation>{entry} 的文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/catalogue_reader.py"/>
        <source>{args} is missing</source>
        <translation>缺少 {args}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is not an archive that can be read, or it is damaged.</source>
        <translation>{name} 不是可读取的压缩包，或已损坏。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Choose a folder, or a zip or tar archive, with the model’s files.</source>
        <translation>请选择含有模型文件的文件夹，或 zip、tar 压缩包。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>{name} is a device or a pipe.</source>
        <translation>{name} 是设备或管道。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>The archive is protected by a password.</source>
        <translation>压缩包有密码保护。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>Unpack it yourself, then import the folder.</source>
        <translation>请自行解压，然后导入文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <source>There are more than {most_members} files in it: this is not a model.</source>
        <translation>其中有超过 {most_members} 个文件：这不是模型。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/containers.py"/>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own folder or archive.</source>
        <translation>请选择模型自己的文件夹或压缩包。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{path} is not there any more: {host} does not know it (status {status}).</source>
        <translation>{path} 已不存在：{host} 上找不到它（状态 {status}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Its makers have moved it or taken it away. Update VoiceCloner, check the mirror if one is set, or import the files from a computer that still has them.</source>
        <translation>制作者已将其移走或撤下。请更新 VoiceCloner，如设有镜像请加以检查，或从仍有这些文件的电脑导入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy wants a user name and a password.</source>
        <translation>代理需要用户名和密码。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Put them into its address in the settings: http://name:password@proxy:port</source>
        <translation>请在设置中将其写入代理地址：http://name:password@proxy:port</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} refused the download (status {status}).</source>
        <translation>{host} 拒绝下载（状态 {status}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later, or use a mirror.</source>
        <translation>请稍后重试，或使用镜像。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The certificate of {host} is not trusted on this computer.</source>
        <translation>这台电脑不信任 {host} 的证书。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>If your network has certificates of its own, name their file in the settings or in SSL_CERT_FILE</source>
        <translation>如果您的网络使用自己的证书，请在设置或 SSL_CERT_FILE 中指定其文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>The proxy refuses the connection.</source>
        <translation>代理拒绝连接。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the proxy’s address.</source>
        <translation>请检查代理的地址。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} redirects the download in circles, or to an address that cannot be used.</source>
        <translation>{host} 将下载循环转向或转到错误的地址。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Use another mirror.</source>
        <translation>请使用其他镜像。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} cannot be reached.</source>
        <translation>无法连接 {host}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Check the network connection, the proxy and the mirror.</source>
        <translation>请检查网络连接、代理和镜像。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} stopped sending.</source>
        <translation>{host} 停止发送。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>The connection to {host} broke off.</source>
        <translation>与 {host} 的连接已中断。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} refuses to send this file (status {status}).</source>
        <translation>{host} 不提供此文件（状态 {status}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror.</source>
        <translation>请稍后重试，或使用其他镜像。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} does not accept the access token.</source>
        <translation>{host} 不接受访问令牌。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page}, then give a token that is valid and may read.</source>
        <translation>请在 {terms_page} 同意条款，然后提供有效且有读取权限的令牌。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Your account has not been given access to this model yet.</source>
        <translation>您的账户尚未获得此模型的访问权限。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Agree to the terms on {terms_page} with the account the token belongs to, then try again.</source>
        <translation>请用令牌所属的账户在 {terms_page} 同意条款，然后重试。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} is too busy just now (status {status_code}).</source>
        <translation>{host} 目前太繁忙（状态 {status_code}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again later: the download goes on where it stopped.</source>
        <translation>请稍后重试：下载会从中断处继续。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} asks to wait {minutes} minute.</source>
        <translation>{host} 要求等待 {minutes} 分钟。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>{host} asks to wait {minutes} minutes.</source>
        <translation>{host} 要求等待 {minutes} 分钟。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/faults.py"/>
        <source>Try again then, or use a mirror.</source>
        <translation>请届时重试，或使用镜像。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>The mirror {hub_address} is not encrypted, so your access token is not sent there.</source>
        <translation>镜像 {hub_address} 没有加密，因此不会向其发送您的访问令牌。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/hub.py"/>
        <source>Use its https address, or none for models that need a token.</source>
        <translation>请使用其 https 地址；对于需要令牌的模型，请不使用镜像。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files</source>
        <translation>正在查询文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Looking into {name}</source>
        <translation>正在查看 {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>{title} is damaged: {wrong}.</source>
        <translation>{title} 已损坏：{wrong}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Asking for the files again</source>
        <translation>正在重新查询文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>There is not enough room on the disk: {title} needs {needed_bytes}, {free_bytes} are free.</source>
        <translation>磁盘空间不足：{title} 需要 {needed_bytes}，可用 {free_bytes}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Free some space, then try again.</source>
        <translation>请释放一些空间，然后重试。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/install.py"/>
        <source>Checking {path}</source>
        <translation>正在检查 {path}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>No model of the engine “{engine_id}” is on this computer.</source>
        <translation>这台电脑上没有引擎“{engine_id}”的模型。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>The model “{title}” is not on this computer.</source>
        <translation>模型“{title}”不在这台电脑上。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/local.py"/>
        <source>Fetch it on the page “Models”</source>
        <translation>请在“模型”页面下载</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There is nothing of the model in {path}.</source>
        <translation>{path} 中没有该模型的任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the model’s own archive.</source>
        <translation>请选择模型自己的压缩包。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>what you chose</source>
        <translation>您选择的内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>It holds more than any model does.</source>
        <translation>它包含的内容比任何模型都多。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>{name} is missing in {where}.</source>
        <translation>{where} 中缺少 {name}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder or archive with all of the model’s files.</source>
        <translation>请选择含有模型全部文件的文件夹或压缩包。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>There are several files called {name} in {where}.</source>
        <translation>{where} 中有多个名为 {name} 的文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/matching.py"/>
        <source>Choose the folder of one model.</source>
        <translation>请选择单个模型的文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The proxy cannot be used: {rstrip}.</source>
        <translation>代理无法使用：{rstrip}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Correct its address, e.g. http://proxy.example:3128.</source>
        <translation>请更正其地址，例如 http://proxy.example:3128。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>The certificates in {path} cannot be used: {strerror}.</source>
        <translation>{path} 中的证书无法使用：{strerror}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/network_options.py"/>
        <source>Name a PEM file that holds the certificates to trust.</source>
        <translation>请指定含有受信任证书的 PEM 文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is being fetched or removed by another program just now.</source>
        <translation>另一个程序正在下载或移除“{model_id}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/store.py"/>
        <source>“{model_id}” is not on this computer.</source>
        <translation>“{model_id}”不在这台电脑上。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Downloading {name}</source>
        <translation>正在下载 {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{stage}: trying again in {wait_s}</source>
        <translation>{stage}：{wait_s} 后重试</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Checking what is here of {name}</source>
        <translation>正在检查已有的 {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{name} arrives damaged from {host}: its checksum is wrong.</source>
        <translation>从 {host} 收到的 {name} 已损坏：校验和错误。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again later, or use another mirror: something on the way changes the file.</source>
        <translation>请稍后重试，或使用其他镜像：途中有环节更改了文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{url} is not an address.</source>
        <translation>{url} 不是有效的地址。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Check the mirror’s address.</source>
        <translation>请检查镜像的地址。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} sends something else than {name}: {size_bytes} bytes instead of {size_bytes2}.</source>
        <translation>{host} 发送的不是 {name}：{size_bytes} 字节，而非 {size_bytes2}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Check in a browser whether your network requires you to log in, or use another mirror.</source>
        <translation>请在浏览器中查看网络是否要求登录，或使用其他镜像。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} cannot go on with a download that broke off.</source>
        <translation>{host} 不支持继续已中断的下载。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>Try again with a steadier connection, or use another mirror.</source>
        <translation>请用更稳定的连接重试，或使用其他镜像。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer.py"/>
        <source>{host} does not send {name} as it announced it.</source>
        <translation>{host} 发送的 {name} 与其声明不符。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/transfer_pace.py"/>
        <source>{speed} left</source>
        <translation>剩余 {speed}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Copying {path}</source>
        <translation>正在复制 {path}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is not the file it should be: its checksum is wrong.</source>
        <translation>{path} 不是应有的文件：校验和错误。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>Get it again.</source>
        <translation>请重新获取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/models/writing.py"/>
        <source>{path} is longer than it should be.</source>
        <translation>{path} 比应有的长。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/portable.py"/>
        <source>Everything is kept in {folder}</source>
        <translation>所有内容都保存在 {folder}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/portable.py"/>
        <source>Let {home_variable} name the folder that everything is to be kept in.</source>
        <translation>请用 {home_variable} 指定存放所有内容的文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer</source>
        <translation>一台电脑上的 VoiceCloner</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>Choose PEM files: the certificates from yours upwards, and its key without a password.</source>
        <translation>请选择 PEM 文件：从您的证书起往上的各级证书，及其不带密码的密钥。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no certificate.</source>
        <translation>“{name}”不含证书。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{path}” cannot be read.</source>
        <translation>无法读取“{path}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>“{name}” holds no key that can be read.</source>
        <translation>“{name}”不含可读取的密钥。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>The key in “{name}” is of a kind that cannot sign content credentials.</source>
        <translation>“{name}”中密钥的类型不能签署内容凭证。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/certificates.py"/>
        <source>VoiceCloner on one computer, root</source>
        <translation>一台电脑上的 VoiceCloner，根</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Install it with: pip install 'voicecloner[credentials]'</source>
        <translation>安装方法：pip install 'voicecloner[credentials]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>“{name}” could not be signed: {strerror}.</source>
        <translation>无法签署“{name}”：{strerror}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>It is installed on the computer of the service.</source>
        <translation>它安装在服务所在的电脑上。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>What signs content credentials is not installed.</source>
        <translation>未安装签署内容凭证的组件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Content credentials could not be written: {rstrip}.</source>
        <translation>无法写入内容凭证：{rstrip}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/credentials.py"/>
        <source>Look at the certificate and the key in the settings, or turn content credentials off</source>
        <translation>请查看设置中的证书和密钥，或关闭内容凭证</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>To sign with your own certificate, its file and that of its key are both needed.</source>
        <translation>要用您自己的证书签名，需要证书文件及其密钥文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/seal.py"/>
        <source>Name both in the settings, or neither</source>
        <translation>请在设置中两者都指定，或都不指定</translation>
    </message>
    <message>
        <location filename="../../voicecloner/provenance/statement.py"/>
        <source>Synthetic speech made by VoiceCloner; voice {voice_id}</source>
        <translation>由 VoiceCloner 制作的合成语音；声音 {voice_id}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/best_window.py"/>
        <source>A stretch of {min_s} to {max_s} s cannot be looked for.</source>
        <translation>片段长度不能为 {min_s} 至 {max_s} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long.</source>
        <translation>录音长 {value} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long; {best_from} to {best_to} s work best.</source>
        <translation>录音长 {value} 秒；{best_from} 至 {best_to} 秒效果最好。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is only {value} s long: make it at least {limit} s.</source>
        <translation>录音仅长 {value} 秒：请录制至少 {limit} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is {value} s long: choose the best {limit} s of it or less.</source>
        <translation>录音长 {value} 秒：请选取最佳部分，不超过 {limit} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>{value} s of it are speech; the longest stretch without a real stop is {longest} s.</source>
        <translation>其中 {value} 秒是语音；没有真正停顿的最长片段为 {longest} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No speech was found: speak for at least {limit} s.</source>
        <translation>没有找到语音：请说话至少 {limit} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Only {value} s of speech were found: speak for at least {limit} s.</source>
        <translation>仅找到 {value} 秒语音：请说话至少 {limit} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Just {value} s of speech were found: {limit} s and more make a better voice.</source>
        <translation>仅找到 {value} 秒语音：{limit} 秒以上能做出更好的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The longest stretch without a stop is {value} s of {total} s of speech: read whole sentences in one go, at least {limit} s at a time.</source>
        <translation>在 {total} 秒语音中，没有停顿的最长片段为 {value} 秒：请一口气读完整句，每次至少 {limit} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The level is good (speech {value} dBFS, peak {peak} dBFS).</source>
        <translation>电平良好（语音 {value} dBFS，峰值 {peak} dBFS）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is very quiet (peak {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation>录音音量非常低（峰值 {value} dBFS）：请靠近麦克风（约 10 厘米），或提高输入电平。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is far too quiet (speech {value} dBFS): move closer, about 10 cm from the microphone, or raise the input level.</source>
        <translation>声音太轻（语音 {value} dBFS）：请靠近麦克风（约 10 厘米），或提高输入电平。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is quiet (speech {value} dBFS): move closer to the microphone or raise the input level a little.</source>
        <translation>声音较轻（语音 {value} dBFS）：请靠近麦克风，或略微提高输入电平。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The voice is very loud (speech {value} dBFS): lower the input level or move back a little.</source>
        <translation>声音很响（语音 {value} dBFS）：请降低输入电平，或离远一些。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is no signal at all: check that the microphone is switched on and not muted.</source>
        <translation>完全没有信号：请检查麦克风是否已打开且未静音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The peak is {value} dBFS; without speech there is no level to judge.</source>
        <translation>峰值为 {value} dBFS；没有语音，无法判断电平。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>No peaks are cut off.</source>
        <translation>没有峰值被削波。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Some peaks are cut off ({value} % of the recording): lower the input level and record again if you can.</source>
        <translation>有些峰值被削波（录音的 {value}%）：请降低输入电平，并尽可能重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is distorted, its peaks are cut off ({value} % of it): lower the input level or move back, then record again.</source>
        <translation>录音失真，峰值被削波（占 {value}%）：请降低输入电平或离远一些，然后重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The loudest parts sound cut off, though the file was changed since: lower the input level and record again if you can.</source>
        <translation>最响的部分听起来被削波，但文件之后有过更改：请降低输入电平，并尽可能重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is quiet enough ({value} dB below the voice, floor {floor} dBFS).</source>
        <translation>背景足够安静（比人声低 {value} dB，本底 {floor} dBFS）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is audible noise, only {value} dB below the voice (floor {floor} dBFS): switch off fans, close doors and windows, or move closer to the microphone.</source>
        <translation>有可闻噪声，仅比人声低 {value} dB（本底 {floor} dBFS）：请关闭风扇，关好门窗，或靠近麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The background is too loud, only {value} dB below the voice (floor {floor} dBFS): find a quieter room and move closer to the microphone.</source>
        <translation>背景太吵，仅比人声低 {value} dB（本底 {floor} dBFS）：请找更安静的房间，并靠近麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Noise comes and goes between the words, {value} dB below the voice: record without clicks, keys and dishes, or cut those pauses out.</source>
        <translation>词语之间时有噪声，比人声低 {value} dB：录制时请避免咔嗒声、键盘声和餐具声，或剪掉这些停顿。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Loud noise comes and goes between the words, only {value} dB below the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation>词语之间时有较大噪声，仅比人声低 {value} dB：键盘声、咔嗒声或餐具声会被一并克隆；请在没有这些声音时重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Knocks are heard over the words, {value} times a minute and louder than the voice: record without clicks, keys and dishes.</source>
        <translation>说话时有撞击声，每分钟 {value} 次，且比人声响：录制时请避免咔嗒声、键盘声和餐具声。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Knocks are heard over the words, {value} times a minute and louder than the voice: keys, clicks or dishes are cloned with it; record again without them.</source>
        <translation>说话时有撞击声，每分钟 {value} 次，且比人声响：键盘声、咔嗒声或餐具声会被一并克隆；请在没有这些声音时重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is sound at {floor} dBFS but no voice in it: record speech in a quiet room.</source>
        <translation>有 {floor} dBFS 的声音，但没有人声：请在安静的房间里录制语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Without speech there is nothing to compare the background with.</source>
        <translation>没有语音，无法与背景比较。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>There is little silence in it ({value} %).</source>
        <translation>静音很少（{value}%）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>Much of the recording is silence ({value} %): cut it out, or read without long stops.</source>
        <translation>录音中大部分是静音（{value}%）：请剪掉，或朗读时不要长时间停顿。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>All of it counts as silence: check that the right microphone is chosen, and that nothing muffles it.</source>
        <translation>全部算作静音：请检查是否选对了麦克风，以及是否有东西挡住了它。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/basic_checks.py"/>
        <source>The recording is completely silent: the microphone may be muted, or the wrong one is chosen.</source>
        <translation>录音完全没有声音：可能麦克风已静音，或选错了麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most_mb} MB or less</source>
        <translation>{most_mb} MB 以内</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than {most_mb} MB</source>
        <translation>小于 {most_mb} MB</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {size_mb} large</source>
        <translation>大小为 {size_mb}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is mono</source>
        <translation>为单声道</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>has {channels} channels</source>
        <translation>有 {channels} 个声道</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{most} channels at most</source>
        <translation>最多 {most} 个声道</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>WAV of {wav_bits} bit</source>
        <translation>{wav_bits} 位 WAV</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{names} or {names2}</source>
        <translation>{names} 或 {names2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>has the format {container}</source>
        <translation>格式为 {container}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container} of {bits} bit floating point</source>
        <translation>为 {bits} 位浮点 {container}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>is {container} of {bits} bit</source>
        <translation>为 {bits} 位 {container}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>less than 0.1 MB</source>
        <translation>小于 0.1 MB</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}, as asked for ({asked}).</source>
        <translation>文件{has}，符合要求（{asked}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has}; used as it is it would be refused, as {asked} is asked for. </source>
        <translation>文件{has}；照原样使用会被拒绝，因为要求{asked}。 </translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>For a voice made here it is converted automatically.</source>
        <translation>用于在此制作的声音时会自动转换。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>The file {has} and is converted automatically to what is asked for ({asked}).</source>
        <translation>文件{has}，会自动转换为要求的格式（{asked}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is one of the languages it knows.</source>
        <translation>{name}是它支持的语言之一。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/file_checks.py"/>
        <source>{name} is not among the languages it knows ({known}): choose one of them, or another engine.</source>
        <translation>{name}不在它支持的语言之中（{known}）：请选择其中一种，或选择其他引擎。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>{usable_s} s of the recording are usable speech.</source>
        <translation>录音中有 {usable_s} 秒可用语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/gate_check.py"/>
        <source>Only {shown_s} s of usable speech were counted in the recording, {needed_s} s less than the {needed_s2} s asked for: record again and speak longer; pauses, noise and cut-off peaks do not count.</source>
        <translation>录音中仅有 {shown_s} 秒可用语音，比要求的 {needed_s2} 秒少 {needed_s} 秒：请重新录制并多说一些；停顿、噪声和削波的峰值不计入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is no mains hum.</source>
        <translation>没有电源嗡嗡声。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is faint, {value} dB below the voice.</source>
        <translation>电源嗡嗡声（{mains} Hz）很弱，比人声低 {value} dB。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Mains hum ({mains} Hz) is heard, only {value} dB below the voice: try another cable or socket, move away from power supplies, or run the computer from its battery.</source>
        <translation>听得到电源嗡嗡声（{mains} Hz），仅比人声低 {value} dB：请换一根线缆或插座，远离电源设备，或用电池为电脑供电。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>Without speech there is nothing to compare hum with.</source>
        <translation>没有语音，无法与嗡嗡声比较。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording is centred on zero (offset {value} %).</source>
        <translation>录音以零点为中心（偏移 {value}%）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording lies {value} % off zero. That is corrected automatically, but may come from a faulty sound card or cable.</source>
        <translation>录音偏离零点 {value}%。这会自动校正，但可能由声卡或线缆故障引起。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room sounds dry (sounds die away in {value} s).</source>
        <translation>房间混响很小（声音在 {value} 秒内衰减）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The room echoes (sounds die away in {value} s): move closer to the microphone, and record where curtains, carpets or a full wardrobe swallow the sound.</source>
        <translation>房间有回声（声音在 {value} 秒内衰减）：请靠近麦克风，并在有窗帘、地毯或装满衣物的衣柜等可吸音的地方录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to hear the room.</source>
        <translation>语音太少，无法判断房间的混响。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches up to {value} Hz.</source>
        <translation>人声最高达到 {value} Hz。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The sample rate is {value} Hz: record with {limit} Hz or more, otherwise the voice will sound dull.</source>
        <translation>采样率为 {value} Hz：请以 {limit} Hz 或更高的采样率录制，否则声音会发闷。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone or after strong compression: record anew without a phone line or headset connection, or find a less compressed copy.</source>
        <translation>人声最高只到 {value} Hz，如同经过电话或强压缩：请不经电话线路或耳麦连接重新录制，或找压缩较少的副本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice reaches only up to {value} Hz, as over a telephone, too little to recognise it by: record anew without a phone line or headset connection, or find a better copy.</source>
        <translation>人声最高只到 {value} Hz，如同经过电话，不足以辨认：请不经电话线路或耳麦连接重新录制，或找更好的副本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The voice is heard up to {value} Hz; noise hides what may lie above.</source>
        <translation>可听到最高 {value} Hz 的人声；更高的部分可能被噪声掩盖。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is too little speech to tell how far up the voice reaches.</source>
        <translation>语音太少，无法判断人声达到多高的频率。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There are no dropouts.</source>
        <translation>没有断音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>There is a dropout or a repeated block in the recording: close other programs or use another cable, and record again.</source>
        <translation>录音中有断音或重复的数据块：请关闭其他程序或换一根线缆，然后重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording has {value} dropouts or repeated blocks: close other programs or use another cable, and record again.</source>
        <translation>录音中有 {value} 处断音或重复的数据块：请关闭其他程序或换一根线缆，然后重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/sound_checks.py"/>
        <source>The recording is full of dropouts ({value}): close other programs or use another cable, and record again.</source>
        <translation>录音中断音很多（{value} 处）：请关闭其他程序或换一根线缆，然后重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>没有人连续单独说话 {needed} 秒：请录制一个人的声音，或剪出一个人说的部分，保存为多个文件并一起打开。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s.</source>
        <translation>最长的停顿为 {value} 秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The longest pause is {value} s: read on after {limit} s at most, or cut it out.</source>
        <translation>最长的停顿为 {value} 秒：请在至多 {limit} 秒后继续朗读，或将其剪掉。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>One voice speaks all the time (likeness {value} %).</source>
        <translation>始终是同一个声音在说话（相似度 {value}%）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker: keep only the parts with one person.</source>
        <translation>声音变化很大（相似度 {value}%），可能不止一位说话人：请只保留一个人的部分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %): keep only the parts with one person.</source>
        <translation>说话的不止一个人（相似度 {value}%）：请只保留一个人的部分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %): keep only the parts with one person.</source>
        <translation>有不止一位说话人（相似度 {value}%）：请只保留一个人的部分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice changes a lot (likeness {value} %), there may be more than one speaker. Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>声音变化很大（相似度 {value}%），可能不止一位说话人。没有人连续单独说话 {needed} 秒：请录制一个人的声音，或剪出一个人说的部分，保存为多个文件并一起打开。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>More than one person speaks (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>说话的不止一个人（相似度 {value}%）。没有人连续单独说话 {needed} 秒：请录制一个人的声音，或剪出一个人说的部分，保存为多个文件并一起打开。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is more than one speaker (likeness {value} %). Nobody speaks alone for {needed} s in a row: record one person alone, or cut out what one person says, save it as several files, and open these together.</source>
        <translation>有不止一位说话人（相似度 {value}%）。没有人连续单独说话 {needed} 秒：请录制一个人的声音，或剪出一个人说的部分，保存为多个文件并一起打开。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Several voices may be speaking at once (likeness {value} %): record one person alone.</source>
        <translation>可能有多个声音同时说话（相似度 {value}%）：请录制一个人的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Two voices seem to speak at once (two pitches in {value} % of the speech): record one person alone.</source>
        <translation>似乎有两个声音同时说话（{value}% 的语音中有两个音高）：请录制一个人的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell voices apart.</source>
        <translation>语音太少，无法区分声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is no music in it ({value} % held notes).</source>
        <translation>没有音乐（长音占 {value}%）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There may be music or singing ({value} % held notes): switch it off and speak, or use a recording without it.</source>
        <translation>可能有音乐或歌声（长音占 {value}%）：请将其关闭并说话，或使用没有音乐的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is music in it ({value} % held notes): use speech without any music.</source>
        <translation>有音乐（长音占 {value}%）：请使用没有音乐的语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The words seem to be sung (the voice holds its pitch {value} % of the time): speak them.</source>
        <translation>这些话似乎是唱出来的（音高保持不变的时间占 {value}%）：请用说的方式。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The voice is voiced, not whispered ({value} %).</source>
        <translation>声音为正常发声，不是耳语（{value}%）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>Much of the speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation>大部分语音是耳语（正常发声仅占 {value}%）：请放开声音说话。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The speech is whispered (only {value} % voiced): speak with your full voice.</source>
        <translation>语音是耳语（正常发声仅占 {value}%）：请放开声音说话。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The background is too loud to tell whether the speech is whispered.</source>
        <translation>背景太吵，无法判断语音是否为耳语。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to tell whether it is whispered.</source>
        <translation>语音太少，无法判断是否为耳语。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>The recording carries no mark of synthetic speech that could be heard.</source>
        <translation>录音中没有检测到合成语音的标记。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>This recording is marked as synthetic speech ({value} % sure): a voice made from it copies what a machine said; record the person instead.</source>
        <translation>这段录音带有合成语音标记（把握 {value} %）：用它制作的声音只是模仿机器说的话；请改录真人。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/checks/voice_checks.py"/>
        <source>There is too little speech to listen for the mark of synthetic speech.</source>
        <translation>语音太少，无法检测合成语音的标记。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings cannot be started.</source>
        <translation>无法启动程序中分析录音的部分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/judging/judging_process.py"/>
        <source>The part of the program that listens to recordings stopped working.</source>
        <translation>程序中分析录音的部分已停止工作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Too loud, peaks are cut off: move back a little, or turn the microphone down.</source>
        <translation>太响，峰值被削波：请离远一些，或调低麦克风音量。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are quiet: come closer to the microphone.</source>
        <translation>您的声音较轻：请靠近麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>You are loud: move back a little.</source>
        <translation>您的声音较响：请离远一些。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>That sounds whispered: speak with your full voice.</source>
        <translation>听起来像耳语：请放开声音说话。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>A steady noise is heard, like a fan: switch it off, or come closer to the microphone.</source>
        <translation>听到持续的噪声，像是风扇：请将其关闭，或靠近麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>There is noise around you: close doors and windows, or come closer to the microphone.</source>
        <translation>周围有噪声：请关好门窗，或靠近麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/live/live_hints.py"/>
        <source>Nobody is heard: speak, or choose another microphone.</source>
        <translation>没有听到人声：请说话，或选择其他麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>A sample rate of {sample_rate} Hz cannot be reviewed.</source>
        <translation>无法审核采样率为 {sample_rate} Hz 的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Use 16 kHz or more.</source>
        <translation>请使用 16 kHz 或更高的采样率。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Only mono sound can be reviewed.</source>
        <translation>只能审核单声道声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Choose one channel first.</source>
        <translation>请先选择一个声道。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>The recording holds values that are not numbers.</source>
        <translation>录音含有非数字的值。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/measures/recording.py"/>
        <source>Export it again, or record anew.</source>
        <translation>请重新导出，或重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>There is no profile “{name}”.</source>
        <translation>没有名为“{name}”的配置。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/profiles.py"/>
        <source>Choose one of: {profiles}.</source>
        <translation>请选择其中之一：{profiles}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>A voice was heard</source>
        <translation>听到了人声</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Something was heard</source>
        <translation>听到了声响</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone sends nothing at all: it is muted, not connected, or another one has taken its place. Unmute it, or choose another microphone.</source>
        <translation>麦克风没有传来任何声音：它已静音、未连接，或被另一个麦克风取代。请取消静音，或选择其他麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone hears almost nothing, less than any room has: switch it on, or turn its input level up.</source>
        <translation>麦克风几乎听不到声音，低于任何房间的噪声：请打开麦克风，或调高其输入电平。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The microphone works.</source>
        <translation>麦克风工作正常。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{disturbance} while the room was listened to: be silent for two seconds.</source>
        <translation>聆听房间声音时{disturbance}：请保持安静两秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is quiet enough ({floor}).</source>
        <translation>房间足够安静（{floor}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is a little loud ({floor}): switch off fans, close doors and windows.</source>
        <translation>房间略有噪声（{floor}）：请关闭风扇，关好门窗。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The room is too loud ({floor}): switch off what makes noise, or find a quieter room.</source>
        <translation>房间太吵（{floor}）：请关闭发出噪声的设备，或找更安静的房间。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>It could not be told whether the mains hums.</source>
        <translation>无法判断是否有电源嗡嗡声。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>Nothing hums.</source>
        <translation>没有嗡嗡声。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>{hum_hz} Hz, {hum_dbfs} dBFS</source>
        <translation>{hum_hz} Hz，{hum_dbfs} dBFS</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hum is too faint to matter ({level}).</source>
        <translation>电源嗡嗡声很弱，不影响使用（{level}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/room.py"/>
        <source>The mains hums ({level}): try another cable or socket, and move away from power supplies.</source>
        <translation>有电源嗡嗡声（{level}）：请换一根线缆或插座，并远离电源设备。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices cannot be started.</source>
        <translation>无法启动程序中比对声音的部分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparing.py"/>
        <source>The part of the program that compares voices stopped working.</source>
        <translation>程序中比对声音的部分已停止工作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/comparison.py"/>
        <source>There is no voice in it that could be compared.</source>
        <translation>其中没有可比对的人声。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>There is too little speech to compare.</source>
        <translation>语音太少，无法比对。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/quality/scoring/speech_only.py"/>
        <source>Record or choose one with more speech.</source>
        <translation>请录制或选择语音更多的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/answering.py"/>
        <source>The service could not read or write its files.</source>
        <translation>服务无法读取或写入其文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/answering.py"/>
        <source>The service is busy: there is more to do than may wait.</source>
        <translation>服务繁忙：等待的任务已达上限。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>The service fetches nothing.</source>
        <translation>服务不会下载任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>Send the recording itself, as a data address or a file.</source>
        <translation>请发送录音本身，可用数据地址或文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>It is not JSON</source>
        <translation>它不是 JSON</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>The recording is not base64.</source>
        <translation>录音不是 base64 编码。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/bodies.py"/>
        <source>Send a data address or a file.</source>
        <translation>请发送数据地址或文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The recording could not be fetched from its address.</source>
        <translation>无法从该地址获取录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Send it itself.</source>
        <translation>请直接发送录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The address leads on and on.</source>
        <translation>该地址不断重定向。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Name the recording's own address.</source>
        <translation>请提供录音自身的地址。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Only http and https addresses at their usual ports are fetched.</source>
        <translation>只获取使用常用端口的 http 和 https 地址。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The address is not one of the open internet.</source>
        <translation>该地址不属于公共互联网。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>Send the recording itself.</source>
        <translation>请发送录音本身。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>The recording is larger than {most_bytes} MB.</source>
        <translation>录音大于 {most_bytes} MB。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/fetching.py"/>
        <source>There is no recording at the address (status {status}).</source>
        <translation>该地址没有录音（状态 {status}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The service is not called by this name.</source>
        <translation>服务不使用此名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>Pages of other sites may not use this service.</source>
        <translation>其他网站的页面不能使用此服务。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>There were too many requests in the last minute.</source>
        <translation>最近一分钟内请求过多。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The token is missing or wrong.</source>
        <translation>令牌缺失或错误。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The request came in too slowly.</source>
        <translation>请求传输过慢。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/guarding.py"/>
        <source>The request is larger than {most}.</source>
        <translation>请求大于 {most}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>Waiting for its turn</source>
        <translation>正在排队等待</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>The voice is not there.</source>
        <translation>没有这个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>There is no job “{making_id}”.</source>
        <translation>没有任务“{making_id}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/making.py"/>
        <source>Jobs are forgotten when the service ends.</source>
        <translation>服务结束后任务记录不会保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>Install them with: pip install 'voicecloner[server]'</source>
        <translation>请用以下命令安装：pip install 'voicecloner[server]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>This program cannot be added to: install VoiceCloner in Python, with: pip install 'voicecloner[server]'</source>
        <translation>此程序无法扩充：请在 Python 中安装 VoiceCloner，命令为：pip install 'voicecloner[server]'</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/missing.py"/>
        <source>The packages of the service are not installed ({name}).</source>
        <translation>未安装服务所需的软件包（{name}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/recordings.py"/>
        <source>The recording takes too long to be judged.</source>
        <translation>评估录音耗时过长。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/recordings.py"/>
        <source>Send a minute of it.</source>
        <translation>请发送其中一分钟。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>The text is longer than {most} characters.</source>
        <translation>文本超过 {most} 个字符。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>Send it in parts.</source>
        <translation>请分段发送。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>No voice is named.</source>
        <translation>没有指定声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/routes/speech.py"/>
        <source>Name one as `voice`, or send a recording as `reference_audio`.</source>
        <translation>请用 `voice` 指定一个声音，或用 `reference_audio` 发送录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>The service cannot listen on {host}, port {port}: {strerror}.</source>
        <translation>服务无法监听 {host} 的端口 {port}：{strerror}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/running.py"/>
        <source>Choose another port</source>
        <translation>请选择其他端口</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/uploads.py"/>
        <source>There is no room for the recordings that were sent.</source>
        <translation>没有空间存放发送的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/server/uploads.py"/>
        <source>Free some space.</source>
        <translation>请释放一些空间。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>an address such as http://proxy.example:3128; within a name or password, / is written as %2F, ? as %3F, # as %23, [ as %5B and ] as %5D</source>
        <translation>一个地址，例如 http://proxy.example:3128；在用户名或密码中，/ 写作 %2F，? 写作 %3F，# 写作 %23，[ 写作 %5B，] 写作 %5D</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a folder</source>
        <translation>文件夹的路径</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Long texts</source>
        <translation>长文本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>as spoken</source>
        <translation>保持原样</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The setting {key} cannot be {shown}.</source>
        <translation>设置 {key} 不能为 {shown}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>It takes {allowed}.</source>
        <translation>可用值：{allowed}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>one of {choices}</source>
        <translation>{choices} 之一</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>{low} to {high} {unit}</source>
        <translation>{low} 至 {high} {unit}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>any text</source>
        <translation>任意文本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The microphone to record with.</source>
        <translation>用于录音的麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a microphone, as this computer calls it</source>
        <translation>麦克风在这台电脑上的名称</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's default</source>
        <translation>系统默认</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Which input of a microphone with several to use; 0: the one that is heard.</source>
        <translation>麦克风有多个输入时使用哪一个；0：有声音的那个。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The loudspeaker or headphones to play on.</source>
        <translation>用于播放的扬声器或耳机。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the name of a loudspeaker, as this computer calls it</source>
        <translation>扬声器在这台电脑上的名称</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The language of the window, from its next start on.</source>
        <translation>窗口的语言，下次启动时生效。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Light or dark, or as the system has it.</source>
        <translation>浅色、深色，或跟随系统。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How many voices the library holds at most.</source>
        <translation>声音库最多能存放多少个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Language of new voices and texts, e.g. en or pt-BR.</source>
        <translation>新声音和文本的语言，例如 en 或 pt-BR。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the tag of a language</source>
        <translation>语言的标记</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The engine new voices are cloned with; auto: the best one installed for the language.</source>
        <translation>克隆新声音所用的引擎；auto：已安装引擎中最适合该语言的一个。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>auto or the id of an engine</source>
        <translation>auto 或引擎的 ID</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Where neural engines work: on the graphics card (cuda), on the processor (cpu), or as it suits this computer.</source>
        <translation>神经网络引擎在哪里运行：显卡 (cuda)、处理器 (cpu)，或视这台电脑的情况而定。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How long an engine that is not used keeps its memory.</source>
        <translation>未使用的引擎在内存中保留多久。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How fast voices speak; 1 is the voice's own pace.</source>
        <translation>声音说话的快慢；1 为声音自身的语速。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How fast takes are heard on the page Speak, at the same pitch; the takes stay as they are.</source>
        <translation>“朗读”页面上语音片段的播放速度，音高不变；片段本身保持原样。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>For how many days on which VoiceCloner is used what was spoken is kept; then it is erased here. Files you saved stay.</source>
        <translation>已朗读的内容保留多少天（只计使用 VoiceCloner 的日子），之后在此彻底删除。您保存的文件会保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>days of use</source>
        <translation>个使用日</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Ask before closing while something that was spoken is not saved.</source>
        <translation>有已朗读的内容未保存时，关闭前询问。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Put an inaudible mark into all speech that tells it is synthetic.</source>
        <translation>在所有语音中加入听不见的标记，表明它是合成语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>New speech carries no mark: once such a file has lost its tags, nothing tells that it is synthetic.</source>
        <translation>新语音不带标记：此类文件一旦失去标签，便无从得知它是合成语音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Sign the WAV, FLAC, MP3 and M4A files you save (content credentials, C2PA): programs that read this tell that a machine spoke, and whether the file was changed since.</source>
        <translation>为您保存的 WAV、FLAC、MP3 和 M4A 文件签名（内容凭证，C2PA）：支持此功能的程序会标明这是机器语音，以及文件此后是否有过更改。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file with your certificate for content credentials, and those above it. The one made here is known to this computer alone.</source>
        <translation>一个 PEM 文件，含有您用于内容凭证的证书及其上级证书。在此生成的证书只有这台电脑能识别。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as ~/certificate.pem</source>
        <translation>文件的路径，例如 ~/certificate.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>One made on this computer</source>
        <translation>在这台电脑上生成的证书</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The PEM file with the key of your certificate for content credentials, without a password.</source>
        <translation>PEM 文件，含有您用于内容凭证的证书的密钥，不带密码。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as ~/key.pem</source>
        <translation>文件的路径，例如 ~/key.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>That of the one made on this computer</source>
        <translation>在这台电脑上所生成证书的密钥</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder speech is saved in, unless you choose another; the last one is kept.</source>
        <translation>语音的保存文件夹，除非您另选；会记住最后使用的文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>Your music</source>
        <translation>您的音乐</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The format in which takes are exported and dragged out of the window; the last one is kept.</source>
        <translation>导出语音片段以及将其拖出窗口时使用的格式；会记住最近一次的选择。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How many bits each sample of an exported WAV or FLAC has.</source>
        <translation>导出的 WAV 或 FLAC 中每个样本的位数。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Sample rate of exported takes; 0: the voice's own.</source>
        <translation>导出语音片段的采样率；0：声音自身的采样率。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Bits per second of exported MP3, Opus and M4A; 0: what is usual.</source>
        <translation>导出的 MP3、Opus 和 M4A 每秒的比特数；0：常用值。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How loud exported takes are, in LUFS.</source>
        <translation>导出语音片段的响度，单位为 LUFS。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>What exported takes are called, of {voice}, {text}, {date}, {time}, {number}, {id}, {language} and {engine}.</source>
        <translation>导出语音片段的命名方式，可用 {voice}、{text}、{date}、{time}、{number}、{id}、{language} 和 {engine}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>a pattern such as {date}_{voice}_{number}</source>
        <translation>一个模板，例如 {date}_{voice}_{number}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How loud the files of books and tables are, in LUFS.</source>
        <translation>书籍和表格文件的响度，单位 LUFS。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How often each line of a table is said; the best is kept.</source>
        <translation>表格的每一行朗读几次；保留最佳的一次。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The Dask cluster that says the lines of tables.</source>
        <translation>朗读表格各行的 Dask 集群。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the address of its scheduler, such as tcp://10.0.0.5:8786</source>
        <translation>其调度器的地址，例如 tcp://10.0.0.5:8786</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The folder recordings are looked for in; the last one is kept.</source>
        <translation>查找录音的文件夹；会记住最后使用的文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>How much speech a recording made here must hold to be used; a file may hold less.</source>
        <translation>在此录制的录音须含有多少语音才能使用；文件可以少一些。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Another address to fetch models from.</source>
        <translation>下载模型的另一个地址。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Proxy for downloads, e.g. http://proxy.example:3128, or http://name:password@… where it asks for one.</source>
        <translation>下载所用的代理，例如 http://proxy.example:3128；如需用户名和密码，则为 http://name:password@…。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <location filename="../../voicecloner/settings.py"/>
        <source>The system's</source>
        <translation>系统的代理</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>A PEM file of certificates to trust besides the system's.</source>
        <translation>一个 PEM 文件，含有系统证书之外受信任的证书。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>the path of a file, such as /etc/ssl/company.pem</source>
        <translation>文件的路径，例如 /etc/ssl/company.pem</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Seconds counted down before a recording begins; 0: none.</source>
        <translation>录音开始前的倒计时秒数；0：无。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Show the microphone's level before a recording too; nothing is kept of it.</source>
        <translation>录音前也显示麦克风的电平；不会保留任何内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Listen to the room for two seconds before the first recording with a microphone.</source>
        <translation>首次使用某个麦克风录音前，聆听房间声音两秒。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>Other programs on this computer, and a page in the browser, can use your voices while the window is open.</source>
        <translation>窗口打开时，本机上的其他程序和浏览器中的网页可以使用您的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <source>The port other programs ask at.</source>
        <translation>其他程序访问的端口。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>There is no setting called “{key}”.</source>
        <translation>没有名为“{key}”的设置。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings.py"/>
        <location filename="../../voicecloner/use_cases/upkeep/change_setting.py"/>
        <source>The settings are {settings}.</source>
        <translation>设置有：{settings}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>This computer has no keyring that could keep the password: it counts until VoiceCloner ends. To have it for good, put the whole address into the environment variable HTTPS_PROXY.</source>
        <translation>这台电脑没有可保存密码的密钥环：密码只在 VoiceCloner 关闭前有效。要长期使用，请将完整地址放入环境变量 HTTPS_PROXY。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} The default settings are used.</source>
        <translation>{message} 将使用默认设置。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>{message} {hint} The default is used.</source>
        <translation>{message} {hint} 将使用默认值。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>A password could not be taken out of the settings: {message}</source>
        <translation>无法从设置中移除密码：{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/settings_file.py"/>
        <source>The settings file could not be understood; it was kept as {kept} and the defaults are used.</source>
        <translation>无法识别设置文件；原文件已保留为 {kept}，现使用默认值。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>All {channels} channels carry the same sound and were mixed into one.</source>
        <translation>全部 {channels} 个声道的声音相同，已混合为一个。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because the speech is clearest there.</source>
        <translation>使用第 {used} 声道（共 {channels} 个），因为其语音最清晰。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel {used} of {channels} is used, because channel 1 is silent.</source>
        <translation>使用第 {used} 声道（共 {channels} 个），因为第 1 声道没有声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used, because channel 2 is silent.</source>
        <translation>使用第 1 声道（共 2 个），因为第 2 声道没有声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of 2 is used alone, because the two channels have opposite phase and would cancel each other.</source>
        <translation>仅使用第 1 声道（共 2 个），因为两个声道相位相反，会互相抵消。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/channels.py"/>
        <source>Channel 1 of {channels} is used.</source>
        <translation>使用第 1 声道（共 {channels} 个）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>In this format the peaks of the sound cannot be kept below {peak_limit_dbtp} dBTP.</source>
        <translation>使用此格式时，声音的峰值无法保持在 {peak_limit_dbtp} dBTP 以下。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>Choose a lower loudness, a higher bit rate or another format.</source>
        <translation>请选择更低的响度、更高的比特率或其他格式。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>It is silent, and stays so.</source>
        <translation>它没有声音，仍保持原样。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>: louder, its peaks would pass {peak_limit_dbtp} dBTP or be audibly cut off</source>
        <translation>：再响一些，峰值就会超过 {peak_limit_dbtp} dBTP，或听得出被削波</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>It has {lufs} LUFS instead of {wanted_lufs}{why}.</source>
        <translation>其响度为 {lufs} LUFS，而非 {wanted_lufs}{why}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>turning the loudest moments down by up to {turned_down_db} dB</source>
        <translation>将最响的部分最多调低 {turned_down_db} dB</translation>
    </message>
    <message>
        <location filename="../../voicecloner/sound/levelling.py"/>
        <source>Without peaks above {peak_limit_dbtp} dBTP, {wanted_lufs} LUFS is reached only by {down}.</source>
        <translation>要使峰值不超过 {peak_limit_dbtp} dBTP，只有{down}才能达到 {wanted_lufs} LUFS。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>The reader of documents cannot be started.</source>
        <translation>无法启动读取文档的部分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>“{name}” is damaged in a way that stops its reader.</source>
        <translation>“{name}”已损坏，导致读取中断。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>Reading “{name}” took longer than any book does, and was stopped.</source>
        <translation>读取“{name}”的时间超出任何书籍所需，已停止。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/apart.py"/>
        <source>“{name}” needs more memory to be read than a book should.</source>
        <translation>读取“{name}”所需的内存超过了书籍应有的限度。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” is missing in it.</source>
        <translation>“{name}”已损坏：其中缺少“{name2}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a text that is longer than any book.</source>
        <translation>“{name}”中的文本比任何书籍都长。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is locked with a password.</source>
        <translation>“{name}”有密码保护。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>Save it without one.</source>
        <translation>请保存为不带密码的文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” is damaged: “{name2}” in it cannot be read.</source>
        <translation>“{name}”已损坏：其中的“{name2}”无法读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” would fill the memory when it is unpacked, as no book does: it was not opened.</source>
        <translation>“{name}”解压后会占满内存，任何书籍都不会如此：未打开该文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/archive.py"/>
        <source>“{name}” holds a file that would lie outside of it: it was not opened.</source>
        <translation>“{name}”中有文件要放到其外部：未打开该文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” holds no text, only pictures.</source>
        <translation>“{name}”中没有文本，只有图片。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition with text.</source>
        <translation>请选择含有文本的版本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>{count} of its pages are missing in the file.</source>
        <translation>文件中缺少 {count} 页。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is not an EPUB: it does not say which pages it has.</source>
        <translation>“{name}”不是 EPUB：它没有说明有哪些页面。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>“{name}” is protected against copying, and its text cannot be read.</source>
        <translation>“{name}”有防复制保护，其文本无法读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/epub.py"/>
        <source>Choose an edition without protection.</source>
        <translation>请选择没有保护的版本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/markup_tree.py"/>
        <source>“{name}” declares entities of its own, as no book needs: it was not opened.</source>
        <translation>“{name}”声明了自己的实体，而书籍并不需要：未打开该文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” is a folder.</source>
        <translation>“{name}”是文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Name a document in it.</source>
        <translation>请指定其中的一个文档。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>“{name}” is of a kind that cannot be read.</source>
        <translation>“{name}”的类型无法读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Those that can: {kinds}.</source>
        <translation>可读取的类型：{kinds}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is not a file.</source>
        <translation>“{name}”不是文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <source>Name a document.</source>
        <translation>请指定文档。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/reading.py"/>
        <location filename="../../voicecloner/speech/documents/subtitles.py"/>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>“{name}” holds no text.</source>
        <translation>“{name}”不含文本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/subtitles.py"/>
        <source>“{name}” holds no subtitles that can be read.</source>
        <translation>“{name}”不含可读取的字幕。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not text.</source>
        <translation>“{name}”不是文本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>“{name}” is longer than any book.</source>
        <translation>“{name}”比任何书籍都长。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/texts.py"/>
        <source>Split it into parts.</source>
        <translation>请将其分成几部分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/documents/word.py"/>
        <source>“{name}” is not a DOCX document, or is damaged.</source>
        <translation>“{name}”不是 DOCX 文档，或已损坏。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer could not say the text (code {status}).</source>
        <translation>语音合成器未能朗读文本（代码 {status}）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer has no voice named {voice}.</source>
        <translation>语音合成器没有名为 {voice} 的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be loaded.</source>
        <translation>无法载入语音合成器 espeak-ng。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak.py"/>
        <source>The speech synthesizer espeak-ng could not be started.</source>
        <translation>无法启动语音合成器 espeak-ng。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>espeak-ng does not speak the language “{language}”.</source>
        <translation>espeak-ng 不支持语言“{language}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/espeak_languages.py"/>
        <source>Choose one of the languages in its list.</source>
        <translation>请选择其列表中的一种语言。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer is not installed.</source>
        <translation>未安装语音识别器。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/moonshine.py"/>
        <source>The speech recognizer could not be loaded.</source>
        <translation>无法载入语音识别器。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>Listening to the words</source>
        <translation>正在识别文字</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be started.</source>
        <translation>无法启动语音识别器。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>it ended without a message. {last_words}</source>
        <translation>它没有任何说明就结束了。{last_words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/speech/recognizer.py"/>
        <source>The speech recognizer could not be used.</source>
        <translation>无法使用语音识别器。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>Use {field}, such as {number}_{voice}.</source>
        <translation>请使用 {field}，例如 {number}_{voice}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{pattern}” is not a pattern for file names.</source>
        <translation>“{pattern}”不是文件名模板。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” is not a pattern for file names: {{field}} cannot be used so.</source>
        <translation>“{pattern}”不是文件名模板：不能这样使用 {{field}}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{pattern}” gives all files the same name.</source>
        <translation>“{pattern}”会使所有文件同名。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder</source>
        <translation>文件“{name}”会位于文件夹之外</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is not a name for a file</source>
        <translation>“{name}”不能作为文件名</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}” is not a name for a file that every system takes</source>
        <translation>“{name}”不是所有系统都接受的文件名</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>“{name}…” is longer than a file's name can be</source>
        <translation>“{name}…”超出文件名的长度限制</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/file_names.py"/>
        <source>the file “{name}” would lie outside the folder, by way of a link in it</source>
        <translation>文件“{name}”会通过其中的链接位于文件夹之外</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Another batch is at work in {folder}.</source>
        <translation>另一个批量朗读正在 {folder} 中进行。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/manifest.py"/>
        <source>Wait for it, or choose another.</source>
        <translation>请等待其完成，或选择其他文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>Line {number}: {message}</source>
        <translation>第 {number} 行：{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>it names no voice.</source>
        <translation>没有指定声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its file “{name}” is already that of line {other}.</source>
        <translation>其文件“{name}”与第 {other} 行的相同。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/planning.py"/>
        <source>its {column} “{cells}” is not a number.</source>
        <translation>其 {column}“{cells}”不是数字。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Reading the table</source>
        <translation>正在读取表格</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Looking at the lines</source>
        <translation>正在查看各行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Not said yet.</source>
        <translation>尚未朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {fault}</source>
        <translation>第 {number} 行：{fault}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{done} of {whole}</source>
        <translation>{done} / {whole}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>about {done} left</source>
        <translation>剩余约 {done}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>its file “{file}” is there already, and no batch in this folder has made it.</source>
        <translation>其文件“{file}”已存在，并非由此文件夹中的批量朗读生成。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>{processes} processes cannot work side by side.</source>
        <translation>{processes} 个进程无法并行工作。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>“{folder}” is a file.</source>
        <translation>“{folder}”是文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <source>Name a folder for what is spoken.</source>
        <translation>请指定存放语音的文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} line</source>
        <translation>{number} 行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/table_card.py"/>
        <location filename="../../voicecloner/gui/long_texts/table_work.py"/>
        <location filename="../../voicecloner/use_cases/batch/speak_lines.py"/>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>{number} lines</source>
        <translation>{number} 行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>Save it again as XLSX or CSV.</source>
        <translation>请重新保存为 XLSX 或 CSV。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” cannot be read as a spreadsheet.</source>
        <translation>无法将“{name}”作为电子表格读取。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/spreadsheet.py"/>
        <source>“{name}” is not a spreadsheet that can be read.</source>
        <translation>“{name}”不是可读取的电子表格。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>this is not JSON.</source>
        <translation>这不是 JSON。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>this is not a JSON object.</source>
        <translation>这不是 JSON 对象。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Did you mean “{near}”?</source>
        <translation> 您是指“{near}”吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source> Known are: {known}.</source>
        <translation> 已知的有：{known}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>there is no column “{name}”.{meant}</source>
        <translation>没有列“{name}”。{meant}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{name}” is there twice.</source>
        <translation>列“{name}”出现了两次。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>the column “{lacking}” is missing.</source>
        <translation>缺少列“{lacking}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not a table.</source>
        <translation>“{name}”不是表格。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Its name must end in one of {table_suffixes}.</source>
        <translation>其名称须以 {table_suffixes} 之一结尾。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>There are no lines in “{name}”.</source>
        <translation>“{name}”中没有任何行。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Write at least one.</source>
        <translation>请至少写一行。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” has more than {most_lines}.</source>
        <translation>“{name}”超过 {most_lines}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Split it.</source>
        <translation>请将其拆分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Name a table.</source>
        <translation>请指定表格。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is larger than 64 MB.</source>
        <translation>“{name}”大于 64 MB。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Save it as UTF-8.</source>
        <translation>请保存为 UTF-8。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>“{name}” is not in UTF-8 and was read as Windows-1252: look at its accented letters.</source>
        <translation>“{name}”不是 UTF-8 编码，已按 Windows-1252 读取：请检查带重音符号的字母。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>The encoding of “{name}” is not known.</source>
        <translation>无法得知“{name}”的编码。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a quote is opened and not closed, or stands where none belongs</source>
        <translation>引号没有闭合，或出现在不该出现的位置</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>a cell is longer than 131 072 characters</source>
        <translation>单元格超过 131 072 个字符</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {reason}.</source>
        <translation>第 {number} 行：{reason}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: there are more cells than columns; put text with delimiters into quotes.</source>
        <translation>第 {number} 行：单元格多于列数；请将含分隔符的文本放入引号。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/tables.py"/>
        <source>Line {number}: {error}</source>
        <translation>第 {number} 行：{error}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>No batch is unfinished in {folder}.</source>
        <translation>{folder} 中没有未完成的批量朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Begin it anew.</source>
        <translation>请重新开始。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>Choose the same table and folder: it goes on where it left off.</source>
        <translation>请选择相同的表格和文件夹：即可从中断处继续。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/batch/unfinished.py"/>
        <source>It is not known how this batch was begun.</source>
        <translation>不知道此批量朗读是如何开始的。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG picture.</source>
        <translation>请选择 JPEG 或 PNG 图片。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is not a picture that a cover can be made from.</source>
        <translation>“{name}”不是可用作封面的图片。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a JPEG or PNG.</source>
        <translation>请选择 JPEG 或 PNG。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>“{name}” is larger than 10 MB.</source>
        <translation>“{name}”大于 10 MB。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/covers.py"/>
        <source>Choose a smaller picture.</source>
        <translation>请选择更小的图片。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>Choose the same document, voice and chapters as then: it goes on where it left off.</source>
        <translation>请选择与当时相同的文档、声音和章节：即可从中断处继续。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/kept_request.py"/>
        <source>It is not known how this book was begun.</source>
        <translation>不知道这本书是如何开始朗读的。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{title}” cannot be continued: its document or one of its voices was changed.</source>
        <translation>无法继续“{title}”：其文档或其中一个声音有改动。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Begin it anew, or bring the document back as it was.</source>
        <translation>请重新开始，或将文档恢复原样。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Chapter {number} of {count}: {title}</source>
        <translation>第 {number} 章（共 {count} 章）：{title}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Stopped: {percent} % of the book is said and kept.</source>
        <translation>已停止：已朗读并保留本书的 {percent}%。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>The same command goes on with it.</source>
        <translation>用相同的命令可继续。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose another folder or name, or tick “Replace files that are there”</source>
        <translation>请选择其他文件夹或名称，或勾选“替换已有文件”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>“{there}” is there already.</source>
        <translation>“{there}”已存在。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Nothing of this document can be spoken: the engine has no sound for what it is written in.</source>
        <translation>无法朗读此文档的任何内容：引擎没有其所用文字的发音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/make_book.py"/>
        <source>Choose a voice that speaks its language.</source>
        <translation>请选择支持其语言的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source> and {most_named} more</source>
        <translation> 及另外 {most_named} 个</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>The document names voices that do not exist: {listed}{more}.</source>
        <translation>文档指定了不存在的声音：{listed}{more}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose who reads them</source>
        <translation>请选择由谁朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>There is no chapter {wanted}.</source>
        <translation>没有章节 {wanted}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>“{title}” has {count}.</source>
        <translation>“{title}”有 {count}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Subtitles cannot be written as “{subtitles}”.</source>
        <translation>字幕无法写为“{subtitles}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose srt or vtt.</source>
        <translation>请选择 srt 或 vtt。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Chapters cannot be saved as “{format}”.</source>
        <translation>章节无法保存为“{format}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Choose one of {known}.</source>
        <translation>请选择 {known} 之一。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>A whole book cannot be saved as one “{suffix}” file.</source>
        <translation>整本书无法保存为一个“{suffix}”文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/plan_book.py"/>
        <source>Name a folder, or a file in {names}.</source>
        <translation>请指定文件夹，或 {names} 格式的文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>There is not enough room on the disk: the book takes about {size_bytes} in {folder}, {free_bytes} are free.</source>
        <translation>磁盘空间不足：书籍在 {folder} 中约占 {size_bytes}，可用 {free_bytes}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/room.py"/>
        <source>Free some space, or read a few chapters at a time.</source>
        <translation>请释放一些空间，或每次只朗读几章。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/books/save_book.py"/>
        <source>Saving {name}</source>
        <translation>正在保存 {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>A voice is heard: be silent for two seconds…</source>
        <translation>听到人声：请保持安静两秒…</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/check_room.py"/>
        <source>Listening to the room</source>
        <translation>正在聆听房间声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>There is no reading script in the tone “{tone}”.</source>
        <translation>没有语气为“{tone}”的朗读稿。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/reading_scripts.py"/>
        <source>Choose {tone}.</source>
        <translation>请选择 {tone}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/record_reference.py"/>
        <source>Press Record first.</source>
        <translation>请先按“录制”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>{fault} Plug it in, then look for a new microphone.</source>
        <translation>{fault}请接上设备，然后查找新的麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>The microphone has sent no sound yet.</source>
        <translation>麦克风还没有传来任何声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>Nothing was recorded: record again.</source>
        <translation>没有录到任何声音：请重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recording_flow.py"/>
        <source>You can use what was recorded, or record again.</source>
        <translation>您可以使用已录的内容，或重新录制。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>“{name}” is not a recording.</source>
        <translation>“{name}”不是录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/recording/recover_recordings.py"/>
        <source>There is no unfinished recording “{name}”.</source>
        <translation>没有未完成的录音“{name}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Checking the recording</source>
        <translation>正在检查录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>Reading {name}</source>
        <translation>正在读取 {name}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>“{name}” has changed since it was checked.</source>
        <translation>“{name}”在检查之后有改动。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the recording again.</source>
        <translation>请重新检查录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No file was given.</source>
        <translation>没有指定文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose at least one recording.</source>
        <translation>请至少选择一段录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>A stretch can only be chosen of a single file.</source>
        <translation>只能从单个文件中选择片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Check the files one by one.</source>
        <translation>请逐个检查文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch must end after it starts.</source>
        <translation>片段的终点必须在起点之后。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>Choose a start of 0 or more and a later end.</source>
        <translation>请选择不小于 0 的起点和更晚的终点。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The stretch is longer than ten minutes.</source>
        <translation>片段超过十分钟。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>10 to 60 s work best.</source>
        <translation>10 至 60 秒效果最好。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The best {end_s} s of {whole} were chosen {place}.</source>
        <translation>已从 {whole} 中选取最佳的 {end_s} 秒 {place}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>No speech was found in {whole}; the beginning was taken {place}.</source>
        <translation>{whole} 中没有找到语音；已选取开头 {place}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_references.py"/>
        <source>The recording goes on after that, unheard.</source>
        <translation>其后的录音未作分析。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/check_words.py"/>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Comparing the words with the recording</source>
        <translation>正在将文字与录音比对</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/compare_repair.py"/>
        <source>Repairing a copy of the recording</source>
        <translation>正在修复录音的副本</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/find_window.py"/>
        <source>Looking for the best stretch of {name}</source>
        <translation>正在查找 {name} 的最佳片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>This is only a suggestion: about one word in twelve is wrong, names more often. Listen, and correct it.</source>
        <translation>这只是建议：约每十二个词有一个错误，专有名称更容易出错。请听录音并改正。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/propose_transcript.py"/>
        <source>There is no suggestion for this language ({language}): the recognizer knows English only.</source>
        <translation>没有此语言（{language}）的建议：识别器只支持英语。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/review/read_stretch.py"/>
        <source>The stretch must end after it starts, and within ten minutes.</source>
        <translation>片段的终点必须在起点之后，且不超过十分钟。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Nobody speaks in “{title}”.</source>
        <translation>“{title}”中没有人说话。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Choose a recording of speech.</source>
        <translation>请选择含有语音的录音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The engine made no sound.</source>
        <translation>引擎没有生成声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Try another recording, or another voice.</source>
        <translation>请尝试其他录音，或其他声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>The recording must be mono sound of finite numbers.</source>
        <translation>录音必须是由有限数值构成的单声道声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/convert.py"/>
        <source>Mix it down to one channel first.</source>
        <translation>请先混合为一个声道。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{count} was saved in {folder}.</source>
        <translation>已将 {count} 保存到 {folder}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{count} were saved in {folder}.</source>
        <translation>已将 {count} 保存到 {folder}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Stopped: {said}</source>
        <translation>已停止：{said}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Saving take {place} of {count}</source>
        <translation>正在保存第 {place} 个语音片段，共 {count} 个</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Saving the take</source>
        <translation>正在保存语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>That is too much to be dragged.</source>
        <translation>内容太多，无法拖动。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Press Export instead.</source>
        <translation>请改用“导出”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>No take is to be saved.</source>
        <translation>没有要保存的语音片段。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Name at least one.</source>
        <translation>请至少指定一个。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>Name a folder.</source>
        <translation>请指定文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{number} file</source>
        <translation>{number} 个文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/export_takes.py"/>
        <source>{number} files</source>
        <translation>{number} 个文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>“{text}” is not a language that can be spoken here.</source>
        <translation>“{text}”不是此处支持的语言。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/list_languages.py"/>
        <source>Did you mean “{meant}” ({meant2})?</source>
        <translation>您是指“{meant}”（{meant2}）吗？</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>{count} takes have an id that begins with “{take_id}”.</source>
        <translation>{count} 个语音片段的 ID 以“{take_id}”开头。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>There is no take “{take_id}”.</source>
        <translation>没有语音片段“{take_id}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/manage_takes.py"/>
        <source>Look for it on the page “Speak”</source>
        <translation>请在“朗读”页面查找</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list of pronunciations is ignored: {message}</source>
        <translation>读音列表已忽略：{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of this voice.</source>
        <translation>列表中没有此声音的“{word}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>The list has no “{word}” of all voices.</source>
        <translation>列表中没有所有声音的“{word}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Look for it in the list of pronunciations</source>
        <translation>请在读音列表中查找</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>{title} does not say phonemes.</source>
        <translation>{title} 不支持音标。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/pronounce.py"/>
        <source>Write it in letters, as one would read it aloud.</source>
        <translation>请按读法用字母写出。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Saying the sentence again</source>
        <translation>正在重新朗读这句话</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>There is nothing to say.</source>
        <translation>没有可朗读的内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Type at least one word.</source>
        <translation>请至少输入一个词。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine speaks at another sample rate now.</source>
        <translation>引擎现在使用不同的采样率。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Say the whole text again.</source>
        <translation>请重新朗读整个文本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The voice of this take, “{voice_name}”, is not there any more.</source>
        <translation>此语音片段的声音“{voice_name}”已不存在。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>The engine has no sound for this sentence.</source>
        <translation>引擎没有这句话的发音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Write it in other words.</source>
        <translation>请换一种说法。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>{title} says this sentence the same way each time.</source>
        <translation>{title} 每次朗读这句话都一样。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/say_sentence.py"/>
        <source>Change its speed or its words; asterisks around a word stress it, where the engine can do that.</source>
        <translation>请更改语速或文字；在引擎支持时，用星号括住的词会加重音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not speak “{language}”, but {title2} does: a voice that is made with it from the same recordings can say this.</source>
        <translation>{title} 不支持“{language}”，但 {title2} 支持：用它从相同录音制作的声音可以朗读此内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Make another voice from them, in that language</source>
        <translation>请用它们制作另一个该语言的声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>POST /v1/audio/voices makes one of them, with “{id}” as `engine`.</source>
        <translation>POST /v1/audio/voices 可用它们制作声音，其中 `engine` 为“{id}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Nothing of this text can be spoken: the engine has no sound for what it is written in.</source>
        <translation>无法朗读此文本的任何内容：引擎没有其所用文字的发音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Write it in words and letters of a language that the voice speaks.</source>
        <translation>请用声音所支持语言的文字书写。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is a folder.</source>
        <translation>“{path}”是文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Name a file in it, such as {path}.</source>
        <translation>请指定其中的文件，例如 {path}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{path}” is there already.</source>
        <translation>“{path}”已存在。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose another name, or replace it with --overwrite.</source>
        <translation>请选择其他名称，或用 --overwrite 替换。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>“{path}” is the recording itself, which would be lost.</source>
        <translation>“{path}”就是录音本身，这样会丢失它。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Choose another name.</source>
        <translation>请选择其他名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{marks}; a recording {how}</source>
        <translation>{marks}；录音{how}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>{title} does not stress words: the asterisks were left out.</source>
        <translation>{title} 不支持重音：已略去星号。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>The text is longer than two million characters.</source>
        <translation>文本超过两百万个字符。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak.py"/>
        <source>Split it into chapters.</source>
        <translation>请按章节拆分。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>{attempts} attempts cannot be made.</source>
        <translation>无法进行 {attempts} 次尝试。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Choose 1 to {most_attempts}.</source>
        <translation>请选择 1 至 {most_attempts}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The engine says this the same way with every seed, so there is one attempt</source>
        <translation>无论随机种子如何，引擎朗读结果都相同，因此只尝试一次</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>The best of {count} attempts has the seed {seed}: {sentence}.</source>
        <translation>{count} 次尝试中最佳的随机种子为 {seed}：{sentence}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/speak_best.py"/>
        <source>Seed {seed}: {sentence}.</source>
        <translation>随机种子 {seed}：{sentence}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It carries no inaudible mark that tells it is synthetic: the setting “watermark” is off.</source>
        <translation>它不带听不见的合成语音标记：设置“水印”已关闭。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” did not pass its review and cannot be used.</source>
        <translation>“{name}”未通过审核，无法使用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs the engine “{engine_id}”, which is not installed.</source>
        <translation>“{name}”需要引擎“{engine_id}”，但该引擎未安装。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>It cannot be kept here, only saved as a file of your own: {message}</source>
        <translation>无法在此保留，只能保存为您自己的文件：{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>“{name}” needs to be rebuilt: {reason}.</source>
        <translation>“{name}”需要重建：{reason}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_maker.py"/>
        <source>about {fraction} left</source>
        <translation>剩余约 {fraction}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>Use {field}, such as {date}_{voice}_{number}.</source>
        <translation>请使用 {field}，例如 {date}_{voice}_{number}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{strip}” cannot be in the name of a file.</source>
        <translation>文件名中不能有“{strip}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>Leave out &lt; &gt; : " / \ | ? *</source>
        <translation>请勿使用 &lt; &gt; : " / \ | ? *</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>“{pattern}” is not a pattern for file names: {shown} cannot be used.</source>
        <translation>“{pattern}”不是文件名模板：不能使用 {shown}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/speaking/take_names.py"/>
        <source>There is no pattern for the names of the files.</source>
        <translation>没有文件名模板。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start. {last_words}</source>
        <translation>服务未能启动。{last_words}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/answer_programs.py"/>
        <source>The service did not start: {strerror}.</source>
        <translation>服务未能启动：{strerror}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{folder} belongs to the library itself.</source>
        <translation>{folder} 属于声音库本身。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Choose a folder elsewhere.</source>
        <translation>请选择别处的文件夹。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Looking for what is new</source>
        <translation>正在查找新内容</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Copying the voices</source>
        <translation>正在复制声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>{path} is gone, and not in the backup.</source>
        <translation>{path} 已丢失，备份中也没有。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Reading the backup</source>
        <translation>正在读取备份</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/back_up_library.py"/>
        <source>Bringing the voices back</source>
        <translation>正在恢复声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Not installed in a Python of its own: {title}.</source>
        <translation>未安装在独立的 Python 中：{title}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is nothing called “{environment_id}” to install.</source>
        <translation>没有名为“{environment_id}”的可安装内容。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>There is: {specs}.</source>
        <translation>可安装：{specs}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>Fetch one on the page “Models”</source>
        <translation>请在“模型”页面下载一个</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_engines.py"/>
        <source>No model of {title} is on this computer.</source>
        <translation>这台电脑上没有 {title} 的模型。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Stopped. What has arrived is kept.</source>
        <translation>已停止。已下载的内容会保留。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch the model again to go on.</source>
        <translation>请再次下载模型以继续。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is not on this computer.</source>
        <translation>{title} 不在这台电脑上。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Fetch or import it first.</source>
        <translation>请先下载或导入。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is given only to people who have agreed to its makers’ terms.</source>
        <translation>{title} 只提供给已同意其制作者条款的用户。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Agree on {terms_page}, make an access token on https://huggingface.co/settings/tokens, and give it here or in the environment variable {token_variable}.</source>
        <translation>请在 {terms_page} 表示同意，在 https://huggingface.co/settings/tokens 创建访问令牌，然后在此处或环境变量 {token_variable} 中提供。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>{title} is under the licence {id}: {summary}</source>
        <translation>{title} 采用许可证 {id}：{summary}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/manage_models.py"/>
        <source>Read it on {link}; then say that you accept it (in commands: --accept-licence).</source>
        <translation>请在 {link} 阅读；然后表示接受（在命令中：--accept-licence）。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>first sound after, s</source>
        <translation>首次出声用时（秒）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>speech, s</source>
        <translation>语音（秒）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>time for a second of speech, s</source>
        <translation>每秒语音用时（秒）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>memory at most, bytes</source>
        <translation>最大内存（字节）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>naturalness of the reading, 1..5</source>
        <translation>朗读自然度（1..5）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>words lost</source>
        <translation>丢失的词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>VoiceCloner {computer}, {computer2} on {computer3}</source>
        <translation>VoiceCloner {computer}，{computer3} 上的 {computer2}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>Python {computer}, {computer2} cores</source>
        <translation>Python {computer}，{computer2} 个核心</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>{computer} of memory free</source>
        <translation>可用内存 {computer}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>{computer} free on the graphics card</source>
        <translation>显卡可用 {computer}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source># Models tried</source>
        <translation># 试用过的模型</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>does not work</source>
        <translation>无法运行</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/upkeep/trial_report.py"/>
        <source>Engine `{model}`, language {model2}.</source>
        <translation>引擎 `{model}`，语言 {model2}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>The consent to “{name}” was spoken already, on {when}.</source>
        <translation>对“{name}”的同意已于 {when} 口述。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/add_spoken_consent.py"/>
        <source>It is kept as it is.</source>
        <translation>将保持原样。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>No engine that is installed speaks “{language}”.</source>
        <translation>已安装的引擎都不支持“{language}”。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/choose_engine.py"/>
        <source>Choose another language, or name an engine.</source>
        <translation>请选择其他语言，或指定引擎。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Stopped early: this is the best that had been reached by then. Rebuild the voice to go further.</source>
        <translation>提前停止：这是到那时为止的最佳结果。重建声音可继续改进。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Saving the voice</source>
        <translation>正在保存声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Spoken consent cannot be heard here.</source>
        <translation>无法在此听取口头同意。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>To clone from the sound and its transcript the transcript is needed, and there is none.</source>
        <translation>要用音频及文字稿克隆，需要文字稿，但现在没有。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>{title} cannot clone from {words}.</source>
        <translation>{title} 不能用{words}克隆。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>It clones from {words}.</source>
        <translation>它可用{words}克隆。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>The recording did not pass its review: </source>
        <translation>录音未通过审核： </translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>There are {count} recordings but {count2} transcripts.</source>
        <translation>有 {count} 段录音，但有 {count2} 份文字稿。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voice.py"/>
        <source>Give one transcript for each recording, or a single one for all of them together.</source>
        <translation>请为每段录音提供一份文字稿，或为所有录音共用一份。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Nobody has said whose voices these are.</source>
        <translation>没有说明这些是谁的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Every voice needs a name of its own.</source>
        <translation>每个声音都需要自己的名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one name for each recording.</source>
        <translation>请为每段录音提供一个名称。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>The lists do not match: there are {count} {longest} but {misfits}.</source>
        <translation>列表不相符：有 {count} {longest}，但 {misfits}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/create_voices.py"/>
        <source>Give one value for each voice, or a single one for all of them.</source>
        <translation>请为每个声音提供一个值，或为所有声音共用一个。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Reading the voices</source>
        <translation>正在读取声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Writing the file</source>
        <translation>正在写入文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Taking the voices in</source>
        <translation>正在导入声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” is exported without its data file, and has to be rebuilt: {fault}.</source>
        <translation>“{name}”不含其朗读所需的数据，需要重建：{fault}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>its data file is another voice's</source>
        <translation>其数据文件属于另一个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Choose one on the page “Voices”</source>
        <translation>请在“声音”页面选择一个</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Keep a backup of the whole library instead</source>
        <translation>请改为备份整个声音库</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>One file holds at most {most_voices} voices.</source>
        <translation>一个文件最多容纳 {most_voices} 个声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>A file of voices has a name that ends with {suffix}.</source>
        <translation>声音文件的名称以 {suffix} 结尾。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Say {name}{suffix}.</source>
        <translation>请用 {name}{suffix}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>The pronunciations that came along could not be kept: {message}</source>
        <translation>无法保留随附的读音：{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{added} came along.</source>
        <translation>随附 {added}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{count} voices{suffix}</source>
        <translation>{count} 个声音{suffix}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>voice {name}{suffix}</source>
        <translation>声音 {name}{suffix}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>Drop it on the window to make a voice from it</source>
        <translation>请将其拖放到窗口中，用它制作声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{name}” is a recording, not a file of voices.</source>
        <translation>“{name}”是录音，不是声音文件。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>the data file of “{name}” is damaged, or another voice's</source>
        <translation>“{name}”朗读所需的数据已损坏，或属于另一个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>“{file_name}” is not a file of voices that can be used: {reason}.</source>
        <translation>“{file_name}”不是可用的声音文件：{reason}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciation</source>
        <translation>{number} 个读音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/exchange_voices.py"/>
        <source>{number} pronunciations</source>
        <translation>{number} 个读音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>needs rebuild</source>
        <translation>需要重建</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>{limit} is not a possible number of voices.</source>
        <translation>{limit} 不能用作声音数量。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/list_voices.py"/>
        <source>Say 1 or more.</source>
        <translation>请输入 1 或更大的数。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>“{name}” may not {words}: its speaker has not allowed it.</source>
        <translation>“{name}”不能{words}：其说话人未允许。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_consent.py"/>
        <source>If the speaker does allow it, state that with the voice</source>
        <translation>如果说话人允许，请在该声音中声明</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/manage_voices.py"/>
        <source>Voice {number} of {count}</source>
        <translation>第 {number} 个声音（共 {count} 个）</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Reading the kept recording</source>
        <translation>正在读取保留的录音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>The recording that “{name}” was made from is damaged or gone.</source>
        <translation>用于制作“{name}”的录音已损坏或丢失。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>Bring the voice back from a backup, or make a new one from the recording.</source>
        <translation>请从备份中找回声音，或用录音制作新的声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>its engine “{engine_id}” is gone</source>
        <translation>其引擎“{engine_id}”已不存在</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/rebuild_voice.py"/>
        <source>it was made with revision {engine_revision} of {title}, and this is {revision}</source>
        <translation>由 {title} 的修订版 {engine_revision} 制作，当前为 {revision}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Comparing the voice with its recording</source>
        <translation>正在将声音与其录音比对</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured: the recognizer knows English only.</source>
        <translation>未评测其文字能否听懂：识别器只支持英语。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/score_voice.py"/>
        <source>Whether its words can be understood was not measured. {message}</source>
        <translation>未评测其文字能否听懂。{message}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Read the sentence on the screen aloud, all of it, in a quiet room.</source>
        <translation>请在安静的房间里完整朗读屏幕上的句子。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>I agree that my voice is cloned with this program, so that it can say anything. My words for today are {words} and {words2}.</source>
        <translation>I agree that my voice is cloned with this program, so that it can say anything. My words for today are {words} and {words2}.</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>There is no sentence of consent to be read yet.</source>
        <translation>还没有生成供朗读的同意声明。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Press “Have it spoken”</source>
        <translation>请按“口头表示同意”</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The person who read the sentence does not sound like the person in the recording.</source>
        <translation>朗读句子的人听起来与录音中的人不同。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Let the person whose voice is to be cloned read it, with the same microphone if possible.</source>
        <translation>请由声音要被克隆的人来朗读，尽可能使用相同的麦克风。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Too little speech was heard to tell who is reading.</source>
        <translation>听到的语音太少，无法判断是谁在朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence of consent was made too long ago to tell that it was read now.</source>
        <translation>同意声明的句子生成已久，无法判断是现在朗读的。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Have a new one made.</source>
        <translation>请重新生成一句。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>These words of the sentence of consent were not heard: {missing}.</source>
        <translation>同意声明中未听到以下词语：{missing}。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>Something other than the sentence of consent was said.</source>
        <translation>所说的内容与同意声明不符。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The sentence was read by a synthetic voice.</source>
        <translation>句子由合成声音朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/use_cases/voices/spoken_consent.py"/>
        <source>The speaker must read it in person.</source>
        <translation>必须由说话人本人朗读。</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>free, also commercially</source>
        <translation>免费，可商用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>free if its makers are named</source>
        <translation>免费，须注明制作者</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>not for commercial use</source>
        <translation>不可商用</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>said again from its words</source>
        <translation>按文字重新朗读</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>changed as sound</source>
        <translation>按音频直接转换</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{minutes} h {minutes2} min</source>
        <translation>{minutes} 小时 {minutes2} 分钟</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} of use</source>
        <translation>再使用 {days}</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{days} days ago</source>
        <translation>{days} 天前</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{hours} h ago</source>
        <translation>{hours} 小时前</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{minutes} min ago</source>
        <translation>{minutes} 分钟前</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>, in part </source>
        <translation>，部分 </translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more day</source>
        <translation>{number} 天</translation>
    </message>
    <message>
        <location filename="../../voicecloner/wording.py"/>
        <source>{number} more days</source>
        <translation>{number} 天</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapter</source>
        <translation>{number} 章</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} chapters</source>
        <translation>{number} 章</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} word</source>
        <translation>{number} 个词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/long_texts/book_card.py"/>
        <source>{number} words</source>
        <translation>{number} 个词</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new file</source>
        <translation>{number} 个新文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <source>{number} new files</source>
        <translation>{number} 个新文件</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voice</source>
        <translation>{number} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/backup_line.py"/>
        <location filename="../../voicecloner/gui/window/arriving.py"/>
        <source>{number} voices</source>
        <translation>{number} 个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} take</source>
        <translation>{number} 个语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/settings/page.py"/>
        <location filename="../../voicecloner/gui/voices/trash_view.py"/>
        <source>{number} takes</source>
        <translation>{number} 个语音片段</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} character</source>
        <translation>{number} 个字符</translation>
    </message>
    <message>
        <location filename="../../voicecloner/gui/speak/speech_form.py"/>
        <source>{number} characters</source>
        <translation>{number} 个字符</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Afrikaans</source>
        <translation>南非荷兰语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Amharic</source>
        <translation>阿姆哈拉语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Aragonese</source>
        <translation>阿拉贡语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Arabic</source>
        <translation>阿拉伯语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pyash</source>
        <translation>Pyash 语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Assamese</source>
        <translation>阿萨姆语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Azerbaijani</source>
        <translation>阿塞拜疆语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bashkir</source>
        <translation>巴什基尔语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Belarusian</source>
        <translation>白俄罗斯语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bulgarian</source>
        <translation>保加利亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bengali</source>
        <translation>孟加拉语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bishnupriya Manipuri</source>
        <translation>比什奴普里亚曼尼普尔语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bosnian</source>
        <translation>波斯尼亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan</source>
        <translation>加泰罗尼亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Valencian)</source>
        <translation>加泰罗尼亚语（巴伦西亚）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (Balearic)</source>
        <translation>加泰罗尼亚语（巴利阿里）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Catalan (north-western)</source>
        <translation>加泰罗尼亚语（西北部）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Cherokee (Latin letters)</source>
        <translation>切罗基语（拉丁字母）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin)</source>
        <translation>中文（普通话）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Mandarin, in Pinyin)</source>
        <translation>中文（普通话，拼音）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Czech</source>
        <translation>捷克语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chuvash</source>
        <translation>楚瓦什语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Welsh</source>
        <translation>威尔士语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Danish</source>
        <translation>丹麦语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>German</source>
        <translation>德语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek</source>
        <translation>希腊语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English</source>
        <translation>英语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Caribbean)</source>
        <translation>英语（加勒比）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United Kingdom)</source>
        <translation>英语（英国）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Scotland)</source>
        <translation>英语（苏格兰）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Lancaster)</source>
        <translation>英语（兰开斯特）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (West Midlands)</source>
        <translation>英语（西米德兰兹）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Received Pronunciation)</source>
        <translation>英语（标准发音 RP）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (Shavian alphabet)</source>
        <translation>英语（萧伯纳字母）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (United States)</source>
        <translation>英语（美国）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>English (New York City)</source>
        <translation>英语（纽约市）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Esperanto</source>
        <translation>世界语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish</source>
        <translation>西班牙语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Spanish (Latin America)</source>
        <translation>西班牙语（拉丁美洲）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Estonian</source>
        <translation>爱沙尼亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Basque</source>
        <translation>巴斯克语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian</source>
        <translation>波斯语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Persian (Latin letters)</source>
        <translation>波斯语（拉丁字母）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Finnish</source>
        <translation>芬兰语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French</source>
        <translation>法语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Belgium)</source>
        <translation>法语（比利时）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>French (Switzerland)</source>
        <translation>法语（瑞士）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Irish</source>
        <translation>爱尔兰语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Scottish Gaelic</source>
        <translation>苏格兰盖尔语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Guarani</source>
        <translation>瓜拉尼语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greek (ancient)</source>
        <translation>希腊语（古代）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Gujarati</source>
        <translation>古吉拉特语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hakka)</source>
        <translation>中文（客家话）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hawaiian</source>
        <translation>夏威夷语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hebrew</source>
        <translation>希伯来语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hindi</source>
        <translation>印地语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Croatian</source>
        <translation>克罗地亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Haitian Creole</source>
        <translation>海地克里奥尔语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hungarian</source>
        <translation>匈牙利语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian</source>
        <translation>亚美尼亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Armenian (western)</source>
        <translation>亚美尼亚语（西部）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Interlingua</source>
        <translation>因特语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Indonesian</source>
        <translation>印度尼西亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ido</source>
        <translation>伊多语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Icelandic</source>
        <translation>冰岛语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Italian</source>
        <translation>意大利语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Japanese</source>
        <translation>日语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lojban</source>
        <translation>逻辑语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Georgian</source>
        <translation>格鲁吉亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kazakh</source>
        <translation>哈萨克语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Greenlandic</source>
        <translation>格陵兰语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Khmer</source>
        <translation>高棉语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kannada</source>
        <translation>卡纳达语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Korean</source>
        <translation>韩语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Konkani</source>
        <translation>孔卡尼语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kurdish</source>
        <translation>库尔德语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Kyrgyz</source>
        <translation>吉尔吉斯语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latin</source>
        <translation>拉丁语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Luxembourgish</source>
        <translation>卢森堡语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lingua Franca Nova</source>
        <translation>新通用语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lao</source>
        <translation>老挝语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lithuanian</source>
        <translation>立陶宛语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latgalian</source>
        <translation>拉特加莱语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Latvian</source>
        <translation>拉脱维亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Māori</source>
        <translation>毛利语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Macedonian</source>
        <translation>马其顿语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Malayalam</source>
        <translation>马拉雅拉姆语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Marathi</source>
        <translation>马拉地语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Malay</source>
        <translation>马来语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Maltese</source>
        <translation>马耳他语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Totontepec Mixe</source>
        <translation>托通特佩克米塞语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Burmese</source>
        <translation>缅甸语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian (Bokmål)</source>
        <translation>挪威语（Bokmål 书面语）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nahuatl (classical)</source>
        <translation>纳瓦特尔语（古典）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nepali</source>
        <translation>尼泊尔语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dutch</source>
        <translation>荷兰语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Norwegian</source>
        <translation>挪威语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Nogai</source>
        <translation>诺盖语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Oromo</source>
        <translation>奥罗莫语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Odia</source>
        <translation>奥里亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Punjabi</source>
        <translation>旁遮普语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Papiamento</source>
        <translation>帕皮阿门托语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Polish</source>
        <translation>波兰语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese</source>
        <translation>葡萄牙语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Portuguese (Brazil)</source>
        <translation>葡萄牙语（巴西）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lang Belta</source>
        <translation>贝尔特语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Quechua</source>
        <translation>克丘亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>K’iche’</source>
        <translation>基切语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Quenya</source>
        <translation>昆雅语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Romanian</source>
        <translation>罗马尼亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian</source>
        <translation>俄语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (Latvia)</source>
        <translation>俄语（拉脱维亚）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Russian (classic)</source>
        <translation>俄语（经典）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sindhi</source>
        <translation>信德语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Shan</source>
        <translation>掸语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sinhala</source>
        <translation>僧伽罗语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Sindarin</source>
        <translation>辛达林语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovak</source>
        <translation>斯洛伐克语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Slovenian</source>
        <translation>斯洛文尼亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Lule Sami</source>
        <translation>吕勒萨米语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Albanian</source>
        <translation>阿尔巴尼亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Serbian</source>
        <translation>塞尔维亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swedish</source>
        <translation>瑞典语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Swahili</source>
        <translation>斯瓦希里语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tamil</source>
        <translation>泰米尔语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Telugu</source>
        <translation>泰卢固语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Thai</source>
        <translation>泰语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tigrinya</source>
        <translation>提格利尼亚语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkmen</source>
        <translation>土库曼语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tagalog</source>
        <translation>他加禄语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Klingon</source>
        <translation>克林贡语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Setswana</source>
        <translation>茨瓦纳语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turkish</source>
        <translation>土耳其语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Tatar</source>
        <translation>鞑靼语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uyghur</source>
        <translation>维吾尔语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Ukrainian</source>
        <translation>乌克兰语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Urdu</source>
        <translation>乌尔都语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Uzbek</source>
        <translation>乌兹别克语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese</source>
        <translation>越南语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (central)</source>
        <translation>越南语（中部）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Vietnamese (southern)</source>
        <translation>越南语（南部）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese)</source>
        <translation>中文（粤语）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Cantonese, in Jyutping)</source>
        <translation>中文（粤语，粤拼）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Chinese (Hong Kong)</source>
        <translation>中文（香港）</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>good</source>
        <translation>良好</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Good</source>
        <translation>良好</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>fair</source>
        <translation>尚可</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Fair</source>
        <translation>尚可</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>poor</source>
        <translation>较差</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Poor</source>
        <translation>较差</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>.</source>
        <translation>。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>: </source>
        <translation>：</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>; </source>
        <translation>；</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speech</source>
        <translation>语音</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Level</source>
        <translation>电平</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Clipping</source>
        <translation>削波</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Noise</source>
        <translation>噪声</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Silence</source>
        <translation>静音</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Pauses</source>
        <translation>停顿</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Hum</source>
        <translation>嗡嗡声</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Offset</source>
        <translation>偏移</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Reverberation</source>
        <translation>混响</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bandwidth</source>
        <translation>带宽</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Dropouts</source>
        <translation>断音</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Speakers</source>
        <translation>说话人</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Music</source>
        <translation>音乐</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Whisper</source>
        <translation>耳语</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Synthetic</source>
        <translation>合成语音</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>File size</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Channels</source>
        <translation>声道</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>voices</source>
        <translation>个声音</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>kbit/s</source>
        <translation>kbit/s</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>huggingface.co</source>
        <translation>huggingface.co</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Natural and quick on any processor, with no account and few packages; five seconds of speech are enough. The first choice without a graphics card.</source>
        <translation>在任何处理器上都自然且快速，无需账户，所需软件包很少；五秒语音即可。没有显卡时的首选。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share, also commercially, as long as the makers (Kyutai; the conversion is by KevinAHM) are named. Kyutai’s terms forbid cloning a voice without its owner’s explicit and lawful consent.</source>
        <translation>可自由使用和分享，也可商用，只要注明制作者（Kyutai；转换由 KevinAHM 完成）。Kyutai 的条款禁止未经声音所有者明确且合法的同意而克隆其声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The larger French model: natural, on any processor, slower than the other languages; no account needed.</source>
        <translation>较大的法语模型：在任何处理器上都自然，比其他语言慢；无需账户。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Natural and quick on any processor; five seconds of speech are enough. Its makers want an account.</source>
        <translation>在任何处理器上都自然且快速；五秒语音即可。其制作者要求有账户。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share, also commercially, as long as the makers (Kyutai) are named. To get it you agree not to clone or imitate anybody’s voice without their explicit and lawful consent.</source>
        <translation>可自由使用和分享，也可商用，只要注明制作者 (Kyutai)。获取时，您同意未经他人明确且合法的同意，不克隆或模仿其声音。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The English model of January 2026, with its decoder in full precision: no account needed.</source>
        <translation>2026 年 1 月的英语模型，解码器采用全精度：无需账户。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use and to share as long as the makers (Kyutai) are named. But the README beside this conversion asks that it be used for non-commercial purposes only.</source>
        <translation>可自由使用和分享，只要注明制作者 (Kyutai)。但此转换版附带的 README 要求仅将其用于非商业用途。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The closest likeness of all (similarity 75.3, word error rate 1.84 % in its makers’ own English test), at 48 kHz; wants a graphics card with about 8 GB.</source>
        <translation>相似度最高（在制作者自己的英语测试中，相似度 75.3，词错误率 1.84%），48 kHz；需要约 8 GB 显存的显卡。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Free to use, change and share, also commercially.</source>
        <translation>可自由使用、修改和分享，也可商用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Very clear speech in ten languages; slow without a graphics card.</source>
        <translation>十种语言的语音非常清晰；没有显卡时较慢。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>The clearest speech of all (word error rate 1.23 %, similarity 71.7 in its makers’ own English test); wants a graphics card.</source>
        <translation>最清晰的语音（在制作者自己的英语测试中，词错误率 1.23%，相似度 71.7）；需要显卡。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>A well-known voice in 17 languages; bettered by the newer ones. Not for commercial use.</source>
        <translation>知名的声音引擎，支持 17 种语言；已被更新的引擎超越。不可商用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Coqui Public Model License: only for non-commercial use, and so is all speech made with it.</source>
        <translation>Coqui Public Model License：仅限非商业用途，用它制作的所有语音也是如此。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; small. Not for commercial use.</source>
        <translation>较旧的小型引擎。不可商用。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Only for non-commercial use, and not to be changed.</source>
        <translation>仅限非商业用途，且不得修改。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; expressive and very slow.</source>
        <translation>较旧的引擎；富有表现力，非常慢。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>An older engine; lively, it laughs and sighs, and does not always keep to the text.</source>
        <translation>较旧的引擎；生动，会笑、会叹气，不总是贴合文本。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Bark itself is free to use, change and share, also commercially. The codec it works with (EnCodec by Meta) names no licence on its page, and some lists call it non-commercial: ask before you sell what it says.</source>
        <translation>Bark 本身可自由使用、修改和分享，也可商用。它使用的编解码器（Meta 的 EnCodec）在其页面上没有注明许可证，有些列表将其列为非商业：出售它朗读的内容之前，请先询问。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; best with minutes of the other voice.</source>
        <translation>将语音转换为另一个声音，内容不变；有另一个声音的数分钟录音时效果最佳。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice.</source>
        <translation>将语音转换为另一个声音，内容不变。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>Turns speech into the same speech in another voice; the smallest of the converters.</source>
        <translation>将语音转换为另一个声音，内容不变；最小的转换引擎。</translation>
    </message>
    <message>
        <location filename="../../voicecloner"/>
        <source>What the natural engine speaks with. It comes with the program; fetch it only if the program says that it is missing.</source>
        <translation>自然引擎说话所用的模型。它随程序提供；仅当程序提示缺失时才需下载。</translation>
    </message>
</context>
</TS>
