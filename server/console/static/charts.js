// Charts of nodes: each figure.chart gets the history of its figures from /console/data/series and draws it by uPlot.
// Cursors move together; a drag zooms all of them in, and finer steps are fetched; a double click shows the whole span.
(() => {
  const area = document.querySelector("[data-charts]");
  if (!area || typeof uPlot === "undefined") return;
  const span = Number(area.dataset.span);
  const sync = uPlot.sync("nodes");
  const whole = document.querySelector("button.whole");
  const dashes = [[], [6, 4], [2, 3], [9, 3, 2, 3], [4, 2], [1, 2]];
  const colours = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--chart-6"];
  let zoom = null; // {from, to} in seconds

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const short = (v, unit) => {
    if (v == null) return "–";
    if (unit.startsWith("B")) {
      for (const [of, mark] of [[2 ** 30, "Gi"], [2 ** 20, "Mi"], [2 ** 10, "Ki"]])
        if (Math.abs(v) >= of) return Number((v / of).toFixed(1)) + " " + mark;
    }
    if (unit === "share") return Number((100 * v).toPrecision(3)) + " %";
    if (unit === "s" && v !== 0)
      return Math.abs(v) < 1 ? Number((1000 * v).toPrecision(3)) + " ms" : Number(v.toPrecision(3)) + " s";
    return Math.abs(v) >= 100 ? v.toFixed(0) : String(Number(v.toPrecision(3)));
  };

  const charts = [...area.querySelectorAll("figure.chart")].map((figure) => ({
    figure,
    plot: null,
    visible: false,
    fetched: 0,
    names: figure.dataset.figures.split(","),
    labels: figure.dataset.labels.split("|"),
    mostLabels: figure.dataset.most.split("|"),
    group: figure.dataset.group,
    unit: figure.dataset.unit,
    after: ["", "share", "s"].includes(figure.dataset.unit) ? "" : " " + figure.dataset.called,
  }));

  // Times as everywhere in the console: UTC, 24 hours.
  const two = (n) => String(n).padStart(2, "0");
  const clock = (t, incr) => {
    const d = new Date(t * 1000);
    const day = two(d.getUTCMonth() + 1) + "-" + two(d.getUTCDate());
    if (incr >= 86400) return day;
    const minute = two(d.getUTCHours()) + ":" + two(d.getUTCMinutes());
    if (incr < 60) return minute + ":" + two(d.getUTCSeconds());
    return minute === "00:00" ? day : minute;
  };
  const binary = Array.from({ length: 44 }, (_, i) => 2 ** i);
  // A look that came late leaves a hole of a few seconds, which is bridged; longer ones are holes.
  const holes = (u, i, from, to, gaps) =>
    gaps.filter(([a, b]) => u.posToVal(b, "x", true) - u.posToVal(a, "x", true) > 5);

  const options = (chart, width) => ({
    width,
    height: 190,
    cursor: { sync: { key: sync.key }, drag: { x: true, y: false, setScale: false } },
    scales: { y: { range: (u, min, max) => together(chart, min, max) } },
    legend: { live: true },
    axes: [
      { stroke: css("--soft"), grid: { stroke: css("--line"), width: 1 }, ticks: { stroke: css("--line") },
        values: (u, all, axis, space, incr) => all.map((t) => clock(t, incr)) },
      {
        stroke: css("--soft"), grid: { stroke: css("--line"), width: 1 }, ticks: { stroke: css("--line") }, size: 64,
        values: (u, all) => all.map((v) => short(v, chart.unit)),
        ...(chart.unit.startsWith("B") ? { incrs: binary } : {}),
      },
    ],
    series: [
      { label: "UTC", value: (u, t) => (t == null ? "–" : clock(t, 1)) },
      ...chart.names.map((name, i) => ({
        label: chart.labels[i],
        stroke: css(colours[i % colours.length]),
        dash: dashes[i % dashes.length],
        width: 1.5,
        gaps: holes,
        value: (u, v) => (v == null ? "–" : short(v, chart.unit) + chart.after),
      })),
      // the greatest value of each step, where a step is longer than what was measured
      ...chart.names.slice(0, span > 3600 ? undefined : 0).map((name, i) => ({
        label: chart.mostLabels[i],
        stroke: css(colours[i % colours.length]),
        width: 0.5,
        gaps: holes,
        value: (u, v) => (v == null ? "–" : short(v, chart.unit)),
      })),
    ],
    hooks: {
      setSelect: [
        (u) => {
          if (u.select.width < 4) return;
          zoom = { from: u.posToVal(u.select.left, "x"), to: u.posToVal(u.select.left + u.select.width, "x") };
          u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
          if (zoom.to - zoom.from < 10) zoom.to = zoom.from + 10;
          refresh(true);
        },
      ],
    },
  });

  // Two nodes side by side have the same scale, or the eye would be deceived.
  const together = (chart, min, max) => {
    let most = max ?? 1;
    for (const other of charts) if (other.group === chart.group && other.most != null) most = Math.max(most, other.most);
    return [Math.min(0, min ?? 0), most > 0 ? most * 1.05 : 1];
  };

  const load = async (chart) => {
    const now = Date.now() / 1000;
    const { from, to } = zoom ?? { from: now - span, to: now };
    chart.fetched = Date.now();
    const q = new URLSearchParams({
      node: chart.figure.dataset.node, figures: chart.names.join(","), from: Math.floor(from), to: Math.ceil(to),
    });
    let answer;
    try {
      const response = await fetch("/console/data/series?" + q);
      if (response.status === 401) return location.reload();
      if (!response.ok) return;
      answer = await response.json();
    } catch {
      return; // the next try may do better
    }
    const n = answer.mean[chart.names[0]].length;
    const x = Array.from({ length: n }, (_, i) => answer.from + i * answer.step);
    const data = [x, ...chart.names.map((f) => answer.mean[f]), ...(span > 3600 ? chart.names.map((f) => answer.max[f]) : [])];
    chart.most = null;
    for (const f of chart.names) for (const v of (span > 3600 ? answer.max : answer.mean)[f]) if (v != null && !(v <= chart.most)) chart.most = v;
    const holder = chart.figure.querySelector(".plot");
    if (!chart.plot) {
      holder.textContent = "";
      chart.plot = new uPlot(options(chart, holder.clientWidth), data, holder);
      chart.plot.over.addEventListener("dblclick", out);
    } else {
      chart.plot.setData(data, false);
    }
    chart.plot.setScale("x", { min: from, max: to });
    for (const other of charts) if (other !== chart && other.group === chart.group && other.plot) other.plot.redraw();
  };

  const refresh = (all) => {
    if (whole) whole.hidden = !zoom;
    for (const chart of charts) {
      if (all) chart.fetched = 0;
      if (chart.visible && !document.hidden) due(chart);
    }
  };
  const due = (chart) => {
    const every = zoom ? Infinity : Math.max(2000, span * 2);
    if (chart.fetched === 0 || Date.now() - chart.fetched >= every) load(chart);
  };
  const out = () => {
    zoom = null;
    refresh(true);
  };

  const seen = new IntersectionObserver((entries) => {
    for (const e of entries) {
      const chart = charts.find((c) => c.figure === e.target);
      chart.visible = e.isIntersecting;
      if (chart.visible) due(chart);
    }
  }, { rootMargin: "200px" });
  for (const chart of charts) seen.observe(chart.figure);
  new ResizeObserver(() => {
    for (const chart of charts)
      chart.plot?.setSize({ width: chart.figure.querySelector(".plot").clientWidth, height: 190 });
  }).observe(area);
  whole?.addEventListener("click", out);
  setInterval(() => refresh(false), 1000);
})();
