namespace Chita.Reports;

public static partial class HtmlReport
{
    private const string Style = """

        :root { --paper: #fbfaf7; --card: #ffffff; --ink: #1d2229; --quiet: #66707c; --line: #e2e0d9; --accent: #b4580f; --soft: #ecd9c6; --good: #1f7a4d; --bad: #b3261e; --other: #33658f; }
        @media (prefers-color-scheme: dark) {
          :root { --paper: #14171b; --card: #1c2026; --ink: #e8e6e1; --quiet: #98a1ac; --line: #2d333b; --accent: #f0a050; --soft: #4a3a2a; --good: #6cc79a; --bad: #f28b82; --other: #8bbbe6; }
        }
        * { box-sizing: border-box; margin: 0; }
        body { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%; }
        main { max-width: 58rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        section, header { margin-bottom: 2.25rem; }
        .brand { color: var(--accent); font-weight: 700; letter-spacing: .12em; text-transform: uppercase; font-size: .8rem; }
        h1 { font-size: 1.9rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin-bottom: .6rem; }
        .state { font-size: .8rem; font-weight: 600; vertical-align: .3em; padding: .1rem .6rem; border: 1px solid currentColor; border-radius: 1rem; white-space: nowrap; }
        .good { color: var(--good); } .bad { color: var(--bad); }
        .quiet, .label { color: var(--quiet); font-size: .875rem; }
        .note { border-left: 3px solid var(--accent); padding-left: .8rem; margin-top: .9rem; font-size: .925rem; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 1rem; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.2rem; }
        .card.main { border-color: var(--accent); box-shadow: inset 0 3px 0 var(--accent); }
        .big { font-size: 2.5rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .big small { font-size: 1.2rem; font-weight: 400; color: var(--quiet); }
        .main .big { color: var(--accent); }
        .bar { display: block; width: 100%; height: .85rem; border-radius: .425rem; overflow: hidden; align-self: center; }
        .bar + p { margin-top: .5rem; }
        .all { fill: var(--soft); } .kept { fill: var(--accent); }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem; margin-bottom: 1rem; }
        figure.card { display: flex; flex-direction: column; padding: .9rem 1rem .7rem; } figcaption { font-weight: 600; font-size: .925rem; margin-bottom: .4rem; }
        .charts > p { align-self: center; } .plot { display: block; width: 100%; height: auto; margin-top: auto; font: 12px system-ui, "Segoe UI", Roboto, sans-serif; }
        .lines { display: flex; flex-wrap: wrap; gap: .1rem .9rem; font-size: .8rem; margin-bottom: .3rem; } .sample { width: 1.7rem; height: .8rem; vertical-align: -.08rem; }
        .wide + .quiet { margin-top: .5rem; } .wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .5rem .7rem; text-align: right; white-space: nowrap; }
        th { color: var(--quiet); font-weight: 500; vertical-align: bottom; white-space: normal; }
        td { border-top: 1px solid var(--line); }
        .layers { display: grid; grid-template-columns: minmax(0, max-content) minmax(6rem, 1fr) auto auto; gap: .45rem 1rem; align-items: baseline; margin-bottom: .6rem; }
        .name { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .875rem; overflow-wrap: anywhere; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .key { display: inline-block; width: .85rem; height: .85rem; border-radius: .2rem; background: var(--accent); vertical-align: -.1rem; }
        dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .5rem 1.25rem; font-size: .9rem; }
        dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
        code { font: .8rem/1.4 ui-monospace, Menlo, Consolas, monospace; }
        @media (max-width: 36rem) {
          h1 { font-size: 1.5rem; }
          .layers { grid-template-columns: 1fr auto; }
          .layers .name, .layers .size { grid-column: 1 / -1; margin-top: .4rem; }
          .charts { gap: .75rem; } figure.card { padding: .75rem .6rem .5rem; }
          .layers .number.quiet { grid-column: 1 / -1; text-align: left; }
          dl { grid-template-columns: 1fr; gap: .1rem; } dd { margin-bottom: .7rem; }
        }

        """;
}
