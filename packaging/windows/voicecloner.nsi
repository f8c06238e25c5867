; Installs VoiceCloner for the user who runs it, without asking for an administrator; makensis makes it:
;
;     makensis /DVERSION=0.1.0 packaging\windows\voicecloner.nsi
;
; (on Linux with -D instead of /D). Paths, as in PROGRAM and OUT, are seen from the folder of this file. What the user made lies elsewhere and stays when the program is removed.
Unicode true
!ifndef VERSION
  !error "say -DVERSION="
!endif
!ifdef NSIS_WIN32_MAKENSIS
  !define SLASH "\"
!else
  !define SLASH "/"
!endif
!define DIST "..${SLASH}..${SLASH}dist"
!ifndef PROGRAM
  !define PROGRAM "${DIST}${SLASH}voicecloner"
!endif
!ifndef OUT
  !define OUT "${DIST}${SLASH}VoiceCloner-${VERSION}-windows.exe"
!endif
!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\VoiceCloner"
!define CLASSES "Software\Classes"
!define VOICE "VoiceCloner.Voice"

Name "VoiceCloner"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\VoiceCloner"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
SetCompressor /SOLID lzma
Icon "voicecloner.ico"
UninstallIcon "voicecloner.ico"
Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

!macro TellShell
  ; SHCNE_ASSOCCHANGED: file managers look again
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

Section
  SetOutPath "$INSTDIR"
  ; what an earlier version brought, and nothing that lies beside it
  RMDir /r "$INSTDIR\_internal"
  File /r "${PROGRAM}${SLASH}*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\VoiceCloner.lnk" "$INSTDIR\voicecloner.exe"

  WriteRegStr HKCU "${CLASSES}\.voice" "" "${VOICE}"
  WriteRegStr HKCU "${CLASSES}\.voice" "Content Type" "application/x-voicecloner-voice"
  WriteRegStr HKCU "${CLASSES}\${VOICE}" "" "Voice of VoiceCloner"
  WriteRegStr HKCU "${CLASSES}\${VOICE}\DefaultIcon" "" "$INSTDIR\voicecloner.exe,0"
  WriteRegStr HKCU "${CLASSES}\${VOICE}\shell\open\command" "" '"$INSTDIR\voicecloner.exe" "%1"'

  WriteRegStr HKCU "${KEY}" "DisplayName" "VoiceCloner"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\voicecloner.exe"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  !insertmacro TellShell
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\voicecloner.exe"
  Delete "$INSTDIR\uninstall.exe"
  ; only if it is empty: what is kept beside a portable program is the user's
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\VoiceCloner.lnk"
  DeleteRegKey HKCU "${CLASSES}\${VOICE}"
  ReadRegStr $0 HKCU "${CLASSES}\.voice" ""
  StrCmp $0 "${VOICE}" 0 +2
  DeleteRegKey HKCU "${CLASSES}\.voice"
  DeleteRegKey HKCU "${KEY}"
  !insertmacro TellShell
SectionEnd
