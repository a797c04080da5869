// Made by `npm run codegen` from the files of gateway/src/http/pages/status/. Do not edit.
(function() {
	// gateway/src/http/pages/status/connection.ts
	var retryMs = 1e3;
	function connect({ onSnapshot, onState, askToken }) {
		const isDevelopment = document.body.dataset.signIn === "development";
		let given;
		const token = async () => {
			if (isDevelopment && given === void 0) return (await fetch("/development-token")).text();
			given ??= await askToken();
			return given;
		};
		const readOnce = async (signal) => {
			const value = await token();
			const headers = value === "" ? {} : { authorization: `Bearer ${value}` };
			const response = await fetch("/status/events", {
				headers,
				signal
			});
			if (response.status === 401 || response.status === 403) {
				onState({
					kind: "refused",
					message: await messageOf(response)
				});
				given = await askToken();
				return;
			}
			if (!response.ok || response.body === null) return onState({
				kind: "refused",
				message: await messageOf(response)
			});
			onState({ kind: "live" });
			for await (const snapshot of readEvents(response.body)) onSnapshot(snapshot);
		};
		const readAlways = async () => {
			for (;;) {
				await untilVisible(onState);
				const hidden = new AbortController();
				const hide = () => {
					if (document.hidden) hidden.abort();
				};
				document.addEventListener("visibilitychange", hide);
				await readOnce(hidden.signal).catch(() => onState({ kind: "lost" }));
				document.removeEventListener("visibilitychange", hide);
				await new Promise((resolve) => setTimeout(resolve, retryMs));
			}
		};
		readAlways();
	}
	async function untilVisible(onState) {
		if (!document.hidden) return;
		onState({ kind: "paused" });
		await new Promise((resolve) => {
			const look = () => {
				if (document.hidden) return;
				document.removeEventListener("visibilitychange", look);
				resolve();
			};
			document.addEventListener("visibilitychange", look);
		});
	}
	async function* readEvents(body) {
		const reader = body.pipeThrough(new TextDecoderStream()).getReader();
		let text = "";
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			const lines = `${text}${value}`.split("\n");
			text = lines.pop() ?? "";
			for (const line of lines) if (line.startsWith("data: ")) yield JSON.parse(line.slice(6));
		}
	}
	async function messageOf(response) {
		const answer = await response.json().catch(() => void 0);
		const { errors = [] } = Object(answer);
		return errors[0]?.message ?? `The gateway answered ${response.status}.`;
	}
	// gateway/src/http/pages/status/history.ts
	var windowMs = 6e4;
	function createHistory() {
		let snapshots = [];
		return {
			add(snapshot) {
				const last = snapshots.at(-1);
				if (last?.at === snapshot.at) return;
				snapshots = last !== void 0 && (uptimeOf(snapshot) < uptimeOf(last) || snapshot.worker !== last.worker) ? [snapshot] : [...snapshots.slice(-119), snapshot];
			},
			latest: () => snapshots.at(-1),
			recent() {
				const last = snapshots.at(-1);
				return createChange(snapshots.find(({ at }) => at >= (last?.at ?? 0) - windowMs), last);
			},
			series: (figure) => snapshots.slice(1).map((snapshot, at) => figure(createChange(snapshots[at], snapshot)))
		};
	}
	function uptimeOf({ processes }) {
		return processes[0]?.figures?.uptimeSeconds ?? 0;
	}
	function createChange(from, to) {
		const seconds = Math.max(0, ((to?.at ?? 0) - (from?.at ?? 0)) / 1e3);
		const grow = (read) => {
			const [before, after] = [from && read(from), to && read(to)];
			if (from === to || after === void 0) return 0;
			return after < (before ?? 0) ? after : after - (before ?? 0);
		};
		return {
			seconds,
			grow,
			spans: (read) => from !== void 0 && to !== void 0 && read(from) !== void 0 && read(to) !== void 0,
			rate: (read) => seconds === 0 ? 0 : grow(read) / seconds,
			histogram(read) {
				const { bounds = [], counts = [] } = (to && read(to)) ?? {};
				return {
					bounds,
					counts: counts.map((_, at) => grow((snapshot) => read(snapshot)?.counts[at])),
					sum: grow((snapshot) => read(snapshot)?.sum)
				};
			}
		};
	}
	function countOf(histogram) {
		return totalOf(histogram?.counts ?? []);
	}
	function totalOf(counts) {
		return Object.values(counts).reduce((total, count) => total + count, 0);
	}
	function quantileOf(histogram, share) {
		const { bounds, counts } = histogram;
		const wanted = share * countOf(histogram);
		if (wanted === 0) return void 0;
		let below = 0;
		for (const [at, count] of counts.entries()) {
			if (below + count >= wanted && count > 0) {
				const [low, high] = [bounds[at - 1] ?? 0, bounds[at]];
				return high === void 0 ? Number.POSITIVE_INFINITY : low + (high - low) * (wanted - below) / count;
			}
			below += count;
		}
	}
	// service-kit/src/pages/explorer/element.ts
	function element(tag, attributes, ...children) {
		const created = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
		created.append(...children);
		return created;
	}
	// gateway/src/http/pages/explorer/format.ts
	function formatMs(ms) {
		if (ms >= 1e3) return `${(ms / 1e3).toFixed(2)} s`;
		return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
	}
	function formatBytes(bytes) {
		if (bytes < 1e3) return `${bytes} B`;
		return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
	}
	// gateway/src/http/pages/status/format.ts
	function formatSeconds(seconds) {
		if (seconds === void 0) return "–";
		if (seconds === Number.POSITIVE_INFINITY) return "> 10 s";
		return formatMs(seconds * 1e3);
	}
	function formatBound(seconds) {
		if (seconds === void 0) return "–";
		return seconds < 1 ? `${Number((seconds * 1e3).toPrecision(3))} ms` : `${seconds} s`;
	}
	function formatAge(seconds) {
		if (seconds < 100) return `${Math.round(seconds)} s`;
		if (seconds < 6e3) return `${Math.round(seconds / 60)} min`;
		return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
	}
	function formatNumber(value) {
		if (value === 0) return "0";
		const digits = value < 1 ? 2 : value < 100 ? 1 : 0;
		return value.toLocaleString("en", { maximumFractionDigits: digits });
	}
	function formatShare(part, whole) {
		return whole === 0 ? "–" : `${formatNumber(100 * part / whole)} %`;
	}
	// gateway/src/http/pages/status/charts.ts
	function renderLine(values) {
		const [width, height] = [120, 24];
		const highest = Math.max(...values, Number.MIN_VALUE);
		const step = width / Math.max(1, values.length - 1);
		const points = values.map((value, at) => `${(at * step).toFixed(1)},${(height - value / highest * (height - 2) - 1).toFixed(1)}`);
		const svg = shape("svg", {
			class: "line",
			viewBox: `0 0 ${width} ${height}`,
			preserveAspectRatio: "none",
			"aria-hidden": "true"
		});
		svg.append(shape("polyline", { points: points.join(" ") }));
		return svg;
	}
	function renderHistogram(histogram) {
		const { bounds, counts } = histogram;
		const total = countOf(histogram);
		const highest = Math.max(...counts, 1);
		const [first, last] = [counts.findIndex((count) => count > 0), counts.findLastIndex((count) => count > 0)];
		const rows = counts.slice(first, last + 1).map((count, index) => {
			const bound = bounds[first + index];
			const bar = element("span", {
				class: "bar",
				"aria-hidden": "true"
			});
			bar.style.inlineSize = `${100 * count / highest}%`;
			return element("tr", {}, element("th", { scope: "row" }, bound === void 0 ? `> ${formatBound(bounds.at(-1))}` : `≤ ${formatBound(bound)}`), element("td", { class: "bars" }, bar), element("td", { class: "number" }, `${(100 * count / total).toFixed(1)} %`));
		});
		return element("table", { class: "histogram" }, element("thead", {}, element("tr", {}, ...[
			"Duration",
			"",
			"Share"
		].map((text) => element(text === "" ? "td" : "th", text === "" ? {} : { scope: "col" }, text)))), element("tbody", {}, ...rows));
	}
	function shape(tag, attributes) {
		const created = document.createElementNS("http://www.w3.org/2000/svg", tag);
		for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
		return created;
	}
	// gateway/src/http/pages/status/tables.ts
	var maxNarrowColumns = 3;
	function renderTable(titles, rows, empty) {
		if (rows.length === 0) return element("p", { class: "nothing" }, empty);
		const isNumber = (at) => rows.some((row) => Object.hasOwn(Object(row[at]), "number"));
		const head = titles.map((title, at) => element("th", {
			scope: "col",
			...isNumber(at) && { class: "number" }
		}, title));
		const body = rows.map(([name = "", ...cells]) => element("tr", {}, fill(element("th", { scope: "row" }), name), ...cells.map((cell, at) => fill(element("td", { "data-title": titles[at + 1] ?? "" }), cell))));
		return element("table", titles.length > maxNarrowColumns ? { class: "wide" } : {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
	}
	function fill(place, cell) {
		if (typeof cell === "string") place.append(cell);
		else if ("number" in cell) {
			place.className = cell.isBad ? "number bad" : "number";
			place.append(cell.number);
		} else if (cell.badge !== void 0) place.append(element("span", { class: `badge ${cell.badge}` }, cell.text));
		else {
			if (cell.isQuiet) place.className = "quiet";
			place.append(cell.isCode ? element("code", {}, cell.text) : cell.text);
		}
		return place;
	}
	// gateway/src/http/pages/status/sections.ts
	var sections = [
		{
			title: "Latency",
			about: "Requests by duration, in the last minute.",
			render: (history) => renderDurations(history.recent().histogram(({ requests }) => requests.duration))
		},
		{
			title: "Subgraphs",
			about: "Requests of the gateway, with waits and retries.",
			render: (history) => renderSubgraphs(history)
		},
		{
			title: "Errors",
			about: "Errors that clients received.",
			render: (history) => renderErrors(history)
		},
		{
			title: "Answers",
			about: "HTTP statuses.",
			render: (history) => renderCounts(history, "Status", ({ requests }) => requests.byStatus)
		},
		{
			title: "Slowest operations",
			about: "Highest durations of the last 5 to 10 minutes.",
			render: (history) => renderTop(history.latest()?.slowest, "Duration", (ms) => formatSeconds(ms / 1e3))
		},
		{
			title: "Most expensive operations",
			about: "Highest estimated costs of the last 5 to 10 minutes.",
			render: (history) => renderTop(history.latest()?.costliest, "Cost", formatNumber)
		},
		{
			title: "Planning",
			about: "Operations whose plan was cached, and those that were planned.",
			render: (history) => renderPlanning(history)
		},
		{
			title: "Subscriptions",
			about: "Results, and ends by reason.",
			render: (history) => renderSubscriptions(history)
		},
		{
			title: "Events",
			about: "Events between services.",
			render: (history) => renderEvents(history)
		},
		{
			title: "Processes",
			about: "CPU, memory and databases.",
			render: (history) => renderProcesses(history)
		}
	];
	function renderDurations(histogram) {
		return countOf(histogram) === 0 ? nothing("No requests.") : renderHistogram(histogram);
	}
	function renderSubgraphs(history) {
		const recent = history.recent();
		return renderTable([
			"Subgraph",
			"Circuit breaker",
			"1/s",
			"Median",
			"95 %",
			"Failures",
			"Retries"
		], (history.latest()?.subgraphs ?? []).map(({ name, breaker = "none" }) => {
			const of = (snapshot) => snapshot.subgraphs.find((other) => other.name === name);
			const duration = recent.histogram((snapshot) => of(snapshot)?.duration);
			const failures = recent.grow((snapshot) => of(snapshot)?.failures);
			return [
				name,
				{
					text: breaker,
					badge: breaker
				},
				{ number: formatNumber(recent.rate((snapshot) => countOf(of(snapshot)?.duration))) },
				{ number: formatSeconds(quantileOf(duration, .5)) },
				{ number: formatSeconds(quantileOf(duration, .95)) },
				{
					number: formatNumber(failures),
					isBad: failures > 0
				},
				{ number: formatNumber(recent.grow((snapshot) => of(snapshot)?.retries)) }
			];
		}), "No requests to subgraphs.");
	}
	function renderErrors(history) {
		const recent = history.recent();
		return renderTable([
			"Code",
			"Subgraph",
			"Last minute",
			"Since the start"
		], (history.latest()?.errors ?? []).map(({ code, subgraph, count }) => {
			const isSame = (other) => other.code === code && other.subgraph === subgraph;
			return {
				code,
				subgraph,
				count,
				added: recent.grow(({ errors }) => errors.find(isSame)?.count)
			};
		}).sort((one, other) => other.added - one.added || other.count - one.count).map(({ code, subgraph = "–", count, added }) => [
			{
				text: code,
				isCode: true
			},
			subgraph,
			{
				number: formatNumber(added),
				isBad: added > 0
			},
			{ number: formatNumber(count) }
		]), "No errors.");
	}
	function renderCounts(history, name, read) {
		const latest = history.latest();
		const recent = history.recent();
		const rows = Object.entries(latest === void 0 ? {} : read(latest)).map(([key, count]) => [
			key,
			{ number: formatNumber(recent.grow((snapshot) => read(snapshot)[key])) },
			{ number: formatNumber(count) }
		]);
		return renderTable([
			name,
			"Last minute",
			"Since the start"
		], rows, "None.");
	}
	function renderTop(operations = [], figure, format) {
		const rows = operations.map(({ type, name, id, value, at }) => [
			{
				text: name ?? "anonymous",
				isQuiet: name === void 0
			},
			type,
			{ number: format(value) },
			{ number: new Date(at).toLocaleTimeString() },
			{
				text: id,
				isCode: true
			}
		]);
		return renderTable([
			"Operation",
			"Type",
			figure,
			"At",
			"SHA-256"
		], rows, "No operations.");
	}
	function renderPlanning(history) {
		const recent = history.recent();
		const [hits, misses] = [recent.grow(({ planning }) => planning.hits), recent.grow(({ planning }) => planning.misses)];
		const planning = recent.histogram(({ planning: { duration } }) => duration);
		const cost = recent.histogram(({ operations }) => operations.cost);
		return renderFigures([
			["Plans from the cache", formatShare(hits, hits + misses)],
			["Planned in the last minute", formatNumber(misses)],
			["Median of planning", formatSeconds(quantileOf(planning, .5))],
			["95 % are planned within", formatSeconds(quantileOf(planning, .95))],
			["Mean cost", countOf(cost) === 0 ? "–" : formatNumber(cost.sum / countOf(cost))]
		]);
	}
	function renderSubscriptions(history) {
		const { open = 0 } = history.latest()?.subscriptions ?? {};
		const delivered = history.recent().rate(({ subscriptions }) => subscriptions.delivered);
		return element("div", {}, renderFigures([["Open", formatNumber(open)], ["Results a second", formatNumber(delivered)]]), renderCounts(history, "End", ({ subscriptions }) => subscriptions.ended));
	}
	function renderEvents(history) {
		const { outboxes = [], consumers = [] } = history.latest() ?? {};
		if (outboxes.length + consumers.length === 0) return nothing("No figures of events. Start the graph with “npm start -- --observe”, or set STATUS_SOURCES.");
		return element("div", {}, renderTable([
			"Outbox",
			"Reader",
			"Unread",
			"Oldest"
		], outboxes.map(({ service, reader, unread, oldestSeconds }) => [
			service,
			reader,
			{ number: formatNumber(unread) },
			{ number: formatAge(oldestSeconds) }
		]), "No outbox has a reader."), renderTable([
			"Service",
			"Consumer",
			"Delay",
			"Retrying",
			"Waiting",
			"Dead"
		], consumers.map(({ service, consumer, delaySeconds, retrying, waiting, dead }) => [
			service,
			consumer,
			{ number: formatSeconds(delaySeconds) },
			{
				number: formatNumber(retrying),
				isBad: retrying > 0
			},
			{
				number: formatNumber(waiting),
				isBad: waiting > 0
			},
			{
				number: formatNumber(dead),
				isBad: dead > 0
			}
		]), "No consumers."));
	}
	function renderProcesses(history) {
		const recent = history.recent();
		return renderTable([
			"Process",
			"CPU",
			"Memory",
			"Uptime",
			"Connections",
			"Waiting",
			"SQL 95 %"
		], (history.latest()?.processes ?? []).map(({ name, figures }) => {
			if (figures === void 0) return [
				name,
				{
					text: "unreachable",
					badge: "open"
				},
				"",
				"",
				"",
				"",
				""
			];
			const { memoryBytes, uptimeSeconds, connections } = figures;
			return [
				name,
				{ number: formatCpu(recent, name) },
				{ number: formatBytes(memoryBytes) },
				{ number: formatAge(uptimeSeconds) },
				{ number: connections === void 0 ? "–" : `${connections.used} of ${connections.max}` },
				{
					number: connections === void 0 ? "–" : formatNumber(connections.waiting),
					isBad: (connections?.waiting ?? 0) > 0
				},
				{ number: formatSeconds(quantileOf(statementsOf(recent, name), .95)) }
			];
		}), "No processes.");
	}
	function formatCpu(recent, name) {
		const read = ({ processes }) => processes.find((measured) => measured.name === name)?.figures?.cpuSeconds;
		return recent.spans(read) && recent.seconds > 0 ? formatShare(recent.rate(read), 1) : "–";
	}
	function statementsOf(recent, name) {
		return recent.histogram(({ processes }) => processes.find((measured) => measured.name === name)?.figures?.statements);
	}
	function renderFigures(figures) {
		return element("dl", {}, ...figures.map(([label, value]) => element("div", {}, element("dt", {}, label), element("dd", {}, value))));
	}
	function nothing(text) {
		return element("p", { class: "nothing" }, text);
	}
	// gateway/src/http/pages/status/tiles.ts
	function renderTiles(history) {
		const latest = history.latest();
		if (latest === void 0) return [];
		const recent = history.recent();
		const [all, failed] = [recent.grow(requestCount), recent.grow(failureCount)];
		const isFailing = failed > all / 100;
		const requests = recent.histogram(durationOf);
		return [
			renderTile("Requests a second", formatNumber(recent.rate(requestCount)), history.series((change) => change.rate(requestCount))),
			renderTile("Requests with errors", formatShare(failed, all), history.series((change) => change.grow(failureCount)), isFailing),
			renderTile("Median duration", formatSeconds(quantileOf(requests, .5)), history.series(quantileIn(.5))),
			renderTile("95 % are faster than", formatSeconds(quantileOf(requests, .95)), history.series(quantileIn(.95))),
			renderTile("Median without subgraphs", formatSeconds(quantileOf(recent.histogram(({ requests: { overhead } }) => overhead), .5))),
			renderTile("Requests in flight", formatNumber(latest.requests.inFlight)),
			renderTile("Open subscriptions", formatNumber(latest.subscriptions.open))
		];
	}
	function renderTile(label, value, line, isBad = false) {
		return element("li", { ...isBad && { class: "bad" } }, element("span", { class: "label" }, label), element("strong", {}, value), ...line === void 0 ? [] : [renderLine(line)]);
	}
	function requestCount({ requests }) {
		return totalOf(requests.byStatus);
	}
	function durationOf({ requests }) {
		return requests.duration;
	}
	function failureCount({ requests, operations }) {
		return totalOf(Object.entries(requests.byStatus).filter(([status]) => Number(status) >= 400).map(([, count]) => count)) + (operations.byOutcome.errors ?? 0);
	}
	function quantileIn(share) {
		return (change) => quantileOf(change.histogram(durationOf), share) ?? 0;
	}
	// gateway/src/http/pages/status/status-view.ts
	function createStatusView() {
		const state = element("p", {
			id: "state",
			role: "status"
		}, "Connecting…");
		const tiles = element("ul", {
			id: "tiles",
			"aria-label": "Last minute"
		});
		const contents = sections.map((section) => ({
			...section,
			content: element("div", {})
		}));
		const grid = element("div", {
			id: "sections",
			hidden: ""
		}, ...contents.map(({ title, about, content }) => element("section", { "aria-label": title }, element("h2", {}, title), element("p", { class: "about" }, about), content)));
		const form = element("div", { id: "sign-in" });
		const links = element("nav", { "aria-label": "Pages" }, ...pageLinks());
		document.querySelector("#status")?.append(element("header", {}, element("h1", {}, "Status of the graph"), state, links), form, tiles, grid);
		return {
			show(history) {
				grid.hidden = false;
				tiles.replaceChildren(...renderTiles(history));
				for (const { content, render } of contents) content.replaceChildren(render(history));
				if (state.dataset.kind !== "live") state.textContent = describeLive(history);
				state.dataset.kind = "live";
			},
			showState(connection) {
				if (connection.kind === "live") {
					form.replaceChildren();
					return;
				}
				state.dataset.kind = connection.kind;
				state.textContent = connection.kind === "refused" ? connection.message : stateTexts[connection.kind];
			},
			askToken: () => askToken(form)
		};
	}
	function describeLive(history) {
		const worker = history.latest()?.worker;
		return `Live, figures of the last minute${worker === void 0 ? "" : ` of worker ${worker} alone`}.`;
	}
	var stateTexts = {
		paused: "Paused while the page is hidden.",
		lost: "The gateway does not answer. Trying again…"
	};
	function pageLinks() {
		if (document.body.dataset.signIn !== "development") return [];
		return [element("a", { href: "/explorer" }, "Explorer"), element("a", { href: "/" }, "Sandbox")];
	}
	function askToken(place) {
		return new Promise((resolve) => {
			const input = element("input", {
				id: "token",
				type: "password",
				autocomplete: "off",
				required: ""
			});
			const button = element("button", { type: "submit" }, "Show the status");
			const form = element("form", {}, element("label", { for: "token" }, "Token with the scope of STATUS_SCOPE"), input, button);
			form.addEventListener("submit", (event) => {
				event.preventDefault();
				if (input instanceof HTMLInputElement) resolve(input.value.trim());
				place.replaceChildren();
			});
			place.replaceChildren(form);
			input.focus();
		});
	}
	// gateway/src/http/pages/status/main.ts
	var view = createStatusView();
	var history = createHistory();
	connect({
		onSnapshot(snapshot) {
			history.add(snapshot);
			view.show(history);
		},
		onState: view.showState,
		askToken: view.askToken
	});
})();
