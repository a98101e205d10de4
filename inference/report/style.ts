/**
 * The page's style: no outside file, light and dark, readable on paper. Boxes have one colour in
 * both: the pictures under them stay as they are.
 */
export const reportStyle = `
:root { color-scheme: light dark; --ink: #1c2126; --soft: #59636e; --paper: #fbfbf9;
  --card: #ffffff; --line: #dcdfe2; --taken: #c2410c; --left: #0f766e; --door: #b4145a;
  --person: #2456b8; --fault: #6b7280; --motion: #9db4d8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ea; --soft: #a2abb4; --paper: #14171a;
  --card: #1c2024; --line: #33393f; --taken: #fb8a4b; --left: #3fc7b8; --door: #f36aa5;
  --person: #7fa8f5; --fault: #98a1ab; --motion: #4a6591; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 76rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .75rem; }
p { margin: .4rem 0; max-width: 46rem; }
.soft, figcaption, caption { color: var(--soft); }
.lead { font-size: 1.1rem; }
section > .panel { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: 1rem; overflow-x: auto; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .9rem 1.5rem;
  margin: 0; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: .4rem; font-size: .85rem; }
th, td { text-align: left; padding: .4rem .9rem .4rem 0; border-top: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere; }
th { font-size: .85rem; color: var(--soft); font-weight: 600; }
.swatch { display: inline-block; width: .75rem; height: .75rem; border-radius: .2rem;
  margin-right: .5rem; background: var(--fault); }
.swatch.parcel-taken { background: var(--taken); } .swatch.parcel-left { background: var(--left); }
.swatch.door-tried { background: var(--door); }
.swatch.person-present { background: var(--person); }
.timeline { display: block; width: 100%; min-width: 40rem; height: auto; font-size: 12px; }
.timeline text { fill: var(--soft); } .timeline .name { fill: var(--ink); text-anchor: end; }
.timeline .note { text-anchor: end; font-size: 10px; } .timeline .tick { text-anchor: middle; }
.timeline .mark, .timeline .rail { stroke: var(--line); } .timeline .motion { fill: var(--motion); }
.timeline .moment { fill: var(--ink); stroke: var(--ink); stroke-width: 1; stroke-dasharray: 2 3; }
.bar.parcel-taken { fill: var(--taken); } .bar.parcel-left { fill: var(--left); }
.bar.door-tried { fill: var(--door); } .bar.person-present { fill: var(--person); }
.bar { stroke: var(--card); } .bar.fault { fill: var(--fault); }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(20rem, 1fr)); gap: 1rem; }
figure { margin: 0; }
figure svg { display: block; width: 100%; height: auto; border-radius: .4rem; }
figcaption { font-size: .85rem; padding-top: .3rem; } figcaption b { color: var(--ink); }
.box { fill: none; stroke: #ffd84d; } .tag { fill: #ffd84d; }
.tagged { fill: #14171a; font-family: system-ui, sans-serif; }
.box.parcel-taken { stroke: #ff8a3d; } .tag.parcel-taken { fill: #ff8a3d; }
.box.parcel-left { stroke: #2fd4c3; } .tag.parcel-left { fill: #2fd4c3; }
.box.door-tried { stroke: #ff7ab8; } .tag.door-tried { fill: #ff7ab8; }
.box.person-present { stroke: #7db1ff; } .tag.person-present { fill: #7db1ff; }
code { font-size: .85em; overflow-wrap: anywhere; }
ul { padding-left: 1.2rem; max-width: 46rem; } li { margin: .25rem 0; }
@media print { body { max-width: none; } section { break-inside: avoid; } }
`;
