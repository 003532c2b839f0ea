// Unpacks the chart library that lies in the page, draws the charts, and keeps their colours in
// step with light, dark and paper.
(async () => {
  "use strict";
  const plots = [...document.querySelectorAll("[data-chart]")].map((holder) => ({
    node: document.getElementById(holder.dataset.chart),
    figure: JSON.parse(holder.textContent),
  }));
  if (!plots.length || !("DecompressionStream" in window)) return;
  document.body.classList.add("drawing");

  const packed = Uint8Array.from(
    atob(document.getElementById("chart-library").textContent.trim()),
    (character) => character.charCodeAt(0),
  );
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const library = document.createElement("script");
  library.textContent = await new Response(stream).text();
  document.head.append(library);

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function painted({ figure }) {
    const ink = colour("--ink");
    const soft = colour("--soft");
    const line = colour("--line");
    const axis = {
      gridcolor: line, linecolor: line, zerolinecolor: line,
      tickfont: { color: ink, size: 12 }, automargin: true,
    };
    const data = figure.data.map((trace) => {
      const shade = colour("--" + String(trace.meta).replace("role:", "").replace("series:", "series-"));
      return {
        ...trace,
        marker: { ...trace.marker, color: shade },
        line: { ...trace.line, color: shade },
        ...(trace.error_x && { error_x: { ...trace.error_x, color: shade } }),
      };
    });
    const titled = (own) => ({
      ...own, ...axis,
      title: { ...(own && own.title), font: { color: soft, size: 12 }, standoff: 10 },
    });
    const layout = {
      ...figure.layout,
      paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: "system-ui, sans-serif", color: ink, size: 12 },
      margin: { l: 52, r: 16, t: 34, b: 44 },
      xaxis: titled(figure.layout.xaxis), yaxis: titled(figure.layout.yaxis),
      legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { color: soft } },
      hoverlabel: { bgcolor: colour("--card"), bordercolor: line, font: { color: ink } },
    };
    return [data, layout];
  }

  function draw() {
    for (const plot of plots) {
      const [data, layout] = painted(plot);
      window.Plotly.react(plot.node, data, layout, { responsive: true, displayModeBar: false });
    }
  }

  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  matchMedia("print").addEventListener("change", draw);
})();
