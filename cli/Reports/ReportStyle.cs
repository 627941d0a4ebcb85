namespace NormGpu.Cli.Reports;

/// <summary>How report pages look, on light and on dark ground.</summary>
internal static class ReportStyle
{
    /// <summary>A page's style sheet.</summary>
    public const string Sheet = """
        :root{--ink:#1b1f24;--soft:#57606a;--grid:#d8dee4;--ground:#ffffff;--raised:#f6f8fa;--link:#0072b2}
        @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9da7b3;--grid:#30363d;--ground:#0d1117;--raised:#161b22;--link:#56b4e9} }
        *{box-sizing:border-box}
        body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}
        main{max-width:1120px;margin:0 auto;padding:32px 20px 48px}
        h1{font-size:30px;line-height:1.2;margin:0 0 16px}
        h2{font-size:20px;margin:40px 0 8px}
        .lead{font-size:18px;max-width:52em;margin:0 0 10px}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,480px),1fr));gap:20px;margin:28px 0}
        figure{margin:0;padding:12px;border:1px solid var(--grid);border-radius:10px}
        figure svg{display:block;width:100%;height:auto}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;font-size:14.5px;min-width:320px}
        th,td{padding:7px 14px 7px 0;border-bottom:1px solid var(--grid);text-align:left;white-space:nowrap;vertical-align:bottom}
        th{color:var(--soft);font-weight:600;white-space:normal}
        figcaption{color:var(--soft);font-size:14px;padding:6px 4px 0}
        .verdict{border-left:4px solid var(--grid);padding:2px 0 2px 14px;margin:10px 0;max-width:52em}
        .holds{border-color:#009e73}
        .fails{border-color:#d55e00}
        summary{cursor:pointer;color:var(--soft);margin:10px 0}
        .number{text-align:right;font-variant-numeric:tabular-nums}
        li{margin:6px 0;max-width:52em}
        pre{background:var(--raised);border-radius:10px;padding:14px;overflow-x:auto;font-size:12.5px}
        footer{margin-top:44px;color:var(--soft);font-size:14px}
        a{color:var(--link)}
        """;
}
