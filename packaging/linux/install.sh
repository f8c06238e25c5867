#!/bin/sh
# Installs VoiceCloner for the user who runs this, or, as root, for all; "install.sh --remove" takes it away again.
# PREFIX names another place than ~/.local or /usr/local. Voices and settings are never touched.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if [ "$(id -u)" -eq 0 ]; then default=/usr/local; else default=$HOME/.local; fi
prefix=${PREFIX:-$default}
program=$prefix/lib/voicecloner
list=$program/installed-files
id=io.github.voicecloner.VoiceCloner

remove() {
    [ -f "$list" ] || return 0
    while IFS= read -r file; do rm -f -- "$prefix/$file"; done <"$list"
    # what the user keeps beside a portable program is no part of it
    find "$program" -mindepth 1 -maxdepth 1 ! -name portable-data ! -name portable.txt -exec rm -rf -- {} +
    rmdir -- "$program" 2>/dev/null || true
}

tell_system() {
    for command in "update-desktop-database $prefix/share/applications" "update-mime-database $prefix/share/mime" \
        "gtk-update-icon-cache -q -t $prefix/share/icons/hicolor"; do
        # shellcheck disable=SC2086 # the words of a command
        if command -v ${command%% *} >/dev/null; then $command 2>/dev/null || true; fi
    done
}

if [ "${1:-}" = --remove ]; then
    remove
    tell_system
    echo "VoiceCloner is removed from $prefix. Your voices and settings are where they were."
    exit 0
fi

remove
mkdir -p "$prefix/lib"
cp -R "$here/lib/voicecloner" "$prefix/lib/"
(cd "$here" && find bin share ! -type d) >"$list"
while IFS= read -r file; do
    mkdir -p "$(dirname -- "$prefix/$file")"
    cp -P "$here/$file" "$prefix/$file"
done <"$list"
# a menu need not know the prefix as a place of programs, and neither need the service
sed -i "s|^Exec=voicecloner|Exec=\"$prefix/bin/voicecloner\"|" "$prefix/share/applications/$id.desktop"
sed -i "s|/usr/bin/voicecloner|$prefix/bin/voicecloner|" "$prefix/share/systemd/user/voicecloner.service"
tell_system
echo "VoiceCloner is installed: $prefix/bin/voicecloner"
case ":$PATH:" in *":$prefix/bin:"*) ;; *) echo "To start it by its name, add $prefix/bin to PATH." ;; esac
