"""The report's look: dark text on white, to be read on a screen and printed."""

from typing import Final

STYLE: Final = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #17202a; font: 15px/1.45 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 24px; }
h1 { font-size: 26px; margin: 0 0 12px; }
h2 { font-size: 19px; margin: 32px 0 8px; border-bottom: 1px solid #d5dbe1; }
h3 { font-size: 15px; margin: 18px 0 2px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 4px 10px 4px 0; border-bottom: 1px solid #e6eaee; vertical-align: top; }
.facts { width: auto; } .facts th { font-weight: 600; padding-right: 24px; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.badge { display: inline-block; min-width: 20px; padding: 0 6px; border-radius: 3px; text-align: center; }
.notice { background: #2a6da6; color: #fff; }
.warning { background: #e39b1d; color: #17110a; }
.alarm { background: #c3272b; color: #fff; }
.hatch { background: repeating-linear-gradient(45deg, #eef1f4 0 3px, #aeb8c2 3px 5px); }
.note { padding: 8px 12px; background: #fff6e0; border-left: 4px solid #e39b1d; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 16px; margin-top: 16px; }
figure { margin: 0; break-inside: avoid; } figure img { width: 100%; display: block; }
figure .none { background: #eef1f4; color: #55616d; padding: 40px 0; text-align: center; }
figcaption { padding: 4px 0; }
.share { background: #e6eaee; height: 10px; margin-top: 6px; min-width: 200px; }
.share div { background: #17507d; height: 10px; }
svg { width: 100%; height: auto; display: block; font: 12px system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
svg .dim { fill: #55616d; font-size: 11px; } svg .on { fill: #fff; font-weight: 700; font-size: 11px; }
footer { margin-top: 32px; color: #55616d; border-top: 1px solid #d5dbe1; }
a { color: #17507d; }
""".replace("\n", " ")
