#!/usr/bin/env bash
# Makes the fonts again. Needs npm, tar, iconv and hb-subset (Debian: libharfbuzz-bin).
#   NotoSansSC.ttf  Noto Sans SC, cut to ASCII, Latin-1, punctuation, arrows and GB2312: what the texts are written in
#   NotoSans.ttf    Noto Sans, cut to Latin, Greek and Cyrillic: what else people are called in
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fetch PACKAGE: unpacks it into $work/PACKAGE.
fetch() { (cd "$work" && mkdir "$1" && npm pack --silent "@expo-google-fonts/$1@$2" >/dev/null && tar xzf "expo-google-fonts-$1-$2.tgz" -C "$1"); }
fetch noto-sans-sc 0.4.3
fetch noto-sans 0.4.2

# Every pair of GB2312 rows 1-9 and 16-87; pairs without a letter are dropped by iconv -c.
gb2312() {
  for high in $(seq 161 247); do
    for low in $(seq 161 254); do
      printf "\\$(printf %o "$high")\\$(printf %o "$low")"
    done
  done
}
gb2312 | iconv -c -f GB2312 -t UTF-8 >"$work/letters"
hb-subset "$work/noto-sans-sc/package/500Medium/NotoSansSC_500Medium.ttf" --output-file="$work/sc.ttf" --no-hinting \
  --layout-features='kern,liga,locl' --name-IDs='*' \
  --text-file="$work/letters" --unicodes+=20-7E,A0-FF,2010-2027,2030-203A,20AC,2190-2193,2212,25A0-25CF,2713,2715
hb-subset "$work/noto-sans/package/500Medium/NotoSans_500Medium.ttf" --output-file="$work/more.ttf" --no-hinting \
  --layout-features='kern,mark,mkmk,ccmp' --name-IDs='*' --unicodes=20-7E,C0-24F,300-36F,370-52F,1E00-1FFF
cp "$work/sc.ttf" NotoSansSC.ttf
cp "$work/more.ttf" NotoSans.ttf
cp "$work/noto-sans-sc/package/LICENSE_FONT" OFL.txt
cp "$work/noto-sans/package/LICENSE_FONT" OFL-NotoSans.txt
ls -l NotoSansSC.ttf NotoSans.ttf
