"""Charts in SVG, by hand: bars and lines that read in light and in dark, in a page and by themselves."""
from html import escape

WIDTH, LEFT, RIGHT, BAR, GAP = 720, 190, 80, 18, 8
STYLE = '''<style>
text { font: 13px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600; font-size: 15px }
.faint { fill: #57606a; font-size: 12px } .grid { stroke: #d0d7de } .bar { fill: #8c959f } .own { fill: #0969da }
.least { fill: #57606a } .line { fill: none; stroke-width: 2 } .line.own { stroke: #0969da }
.line.least { stroke: #57606a; stroke-dasharray: 5 4 } .page { fill: #ffffff }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .faint { fill: #9198a1 } .grid { stroke: #3d444d } .bar { fill: #656c76 } .own { fill: #4493f8 }
.least { fill: #9198a1 } .line.own { stroke: #4493f8 } .line.least { stroke: #9198a1 } .page { fill: #0d1117 } }
</style>'''


def picture(height, title, parts):
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'aria-label="{escape(title)}">\n{STYLE}\n<rect class="page" width="{WIDTH}" height="{height}"/>\n'
            f'<text class="title" x="12" y="24">{escape(title)}</text>\n' + '\n'.join(parts) + '\n</svg>\n')


def kind_of(name):
    return 'own' if name.startswith('fanfare') else 'least' if name.startswith('floor') else 'bar'


def bars(title, groups):
    """`groups` are (headline, [(name, value)]); a value of None was not measured or refused.
    Each group has a scale of its own, and is sorted by value."""
    parts, y = [], 44
    for headline, entries in groups:
        parts.append(f'<text class="faint" x="12" y="{y + 13}">{escape(headline)}</text>')
        y += 22
        most = max((value for _, value in entries if value), default=1)
        for name, value in sorted(entries, key=lambda entry: (entry[1] is None, entry[1])):
            parts.append(f'<text x="{LEFT - 8}" y="{y + 13}" text-anchor="end">{escape(name)}</text>')
            if value is None:
                parts.append(f'<text class="faint" x="{LEFT}" y="{y + 13}">not measured or refused</text>')
            else:
                length = max(1.0, value / most * (WIDTH - LEFT - RIGHT))
                parts.append(f'<rect class="{kind_of(name)}" x="{LEFT}" y="{y}" width="{length:.1f}" '
                             f'height="{BAR}" rx="2"/>')
                parts.append(f'<text x="{LEFT + length + 6:.1f}" y="{y + 13}">{number(value)}</text>')
            y += BAR + GAP
        y += 10
    return picture(y + 4, title, parts)


def lines(title, unit, xs, series):
    """`series` are (name, [value for each of xs]); xs are evenly apart, as steps of a power of ten are."""
    top, bottom, height = 56, 250, 300
    most = max(value for _, values in series for value in values if value is not None) * 1.1
    step = (WIDTH - 90 - 150) / max(1, len(xs) - 1)

    def at(index, value):
        return 90 + index * step, bottom - value / most * (bottom - top)

    parts = [f'<text class="faint" x="12" y="46">{escape(unit)}</text>']
    for share in (0, .25, .5, .75, 1):
        y = bottom - share / 1.1 * (bottom - top)
        parts.append(f'<line class="grid" x1="90" x2="{WIDTH - 150}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text class="faint" x="82" y="{y + 4:.1f}" text-anchor="end">'
                     f'{number(share * most / 1.1)}</text>')
    parts += [f'<text class="faint" x="{at(i, 0)[0]:.1f}" y="{bottom + 20}" text-anchor="middle">{x:,}</text>'
              for i, x in enumerate(xs)]
    ends = spread([at(len(xs) - 1, [v for v in values if v is not None][-1])[1] for _, values in series])
    for (name, values), label_y in zip(series, ends):
        points = [at(i, value) for i, value in enumerate(values) if value is not None]
        path = ' '.join(f'{x:.1f},{y:.1f}' for x, y in points)
        parts.append(f'<polyline class="line {kind_of(name)}" points="{path}"/>')
        parts += [f'<circle class="{kind_of(name)}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points]
        parts.append(f'<text x="{points[-1][0] + 12:.1f}" y="{label_y + 4:.1f}">{escape(name)}</text>')
    return picture(height, title, parts)


def spread(heights, apart=16):
    """The same, moved so that no two labels cover each other."""
    placed = {}
    for index in sorted(range(len(heights)), key=lambda i: heights[i]):
        lowest = max((y + apart for y in placed.values()), default=0)
        placed[index] = max(heights[index], lowest)
    return [placed[index] for index in range(len(heights))]


def number(value):
    return f'{value:,.0f}' if value >= 100 else f'{value:.1f}' if value >= 10 else f'{value:.2f}'
