#!/usr/bin/env bash
# Makes NotoSansSC.ttf again: Noto Sans SC, cut to ASCII, Latin-1, punctuation, arrows and GB2312.
# Needs npm, tar, iconv and hb-subset (Debian: libharfbuzz-bin).
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$work" && npm pack --silent @expo-google-fonts/noto-sans-sc@0.4.3 >/dev/null && tar xzf ./*.tgz)

# Every pair of GB2312 rows 1-9 and 16-87; pairs without a letter are dropped by iconv -c.
gb2312() {
  for high in $(seq 161 247); do
    for low in $(seq 161 254); do
      printf "\\$(printf %o "$high")\\$(printf %o "$low")"
    done
  done
}
gb2312 | iconv -c -f GB2312 -t UTF-8 >"$work/letters"
hb-subset "$work/package/500Medium/NotoSansSC_500Medium.ttf" --output-file="$work/cut.ttf" --no-hinting \
  --layout-features='kern,liga,locl' --name-IDs='*' \
  --text-file="$work/letters" --unicodes+=20-7E,A0-FF,2010-2027,2030-203A,20AC,2190-2193,2212,25A0-25CF,2713,2715
cp "$work/cut.ttf" NotoSansSC.ttf
cp "$work/package/LICENSE_FONT" OFL.txt
ls -l NotoSansSC.ttf
