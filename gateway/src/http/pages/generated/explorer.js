// Made by `npm run codegen` from the files of gateway/src/http/pages/explorer/. Do not edit.
(function() {
	// service-kit/src/pages/explorer/element.ts
	function element(tag, attributes, ...children) {
		const created = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
		created.append(...children);
		return created;
	}
	// service-kit/src/pages/explorer/bar.ts
	var storageKey$3 = "explorer:person";
	function createBar(draft, { title, parts }) {
		const picker = element("select", { id: "explorer-person" }, new Option("the development viewer", ""));
		if (!(picker instanceof HTMLSelectElement)) throw new Error("a select element is of another class");
		const people = fetchPeople().then((found) => {
			picker.append(...found.map(({ name, description, subject }) => new Option(`${name}: ${description}`, subject)));
			picker.value = sessionStorage.getItem(storageKey$3) ?? "";
			if (picker.selectedIndex < 0) picker.value = "";
		});
		picker.addEventListener("change", () => sessionStorage.setItem(storageKey$3, picker.value));
		const bar = element("header", { id: "explorer-bar" }, ...title === void 0 ? [] : [title], element("label", { for: "explorer-person" }, "Signed in as"), picker, createCopyButton(draft), ...parts);
		addEventListener("DOMContentLoaded", () => document.body.prepend(bar));
		return { async sign(headers) {
			await people;
			const token = picker.value === "" ? await fetchViewerToken() : await fetchToken(picker.value);
			if (token !== "") headers.set("authorization", `Bearer ${token}`);
		} };
	}
	function createCopyButton(draft) {
		const button = element("button", { type: "button" }, "Copy link");
		const said = element("span", { role: "status" });
		button.addEventListener("click", async () => {
			const url = new URL(location.pathname, location.href);
			url.searchParams.set("query", draft.query ?? new URL(location.href).searchParams.get("query") ?? "");
			if (draft.variables) url.searchParams.set("variables", draft.variables);
			const isCopied = await navigator.clipboard.writeText(url.href).then(() => true, () => false);
			if (!isCopied) history.replaceState({}, "", url);
			said.textContent = isCopied ? "Copied" : "The link is in the address bar";
			setTimeout(() => said.replaceChildren(), 3e3);
		});
		return element("span", { class: "share" }, button, said);
	}
	async function fetchPeople() {
		try {
			const { viewers } = await (await fetch("/development/viewers")).json();
			return viewers;
		} catch {
			return [];
		}
	}
	async function fetchViewerToken() {
		return (await fetch("/development-token")).text();
	}
	async function fetchToken(subject) {
		const { token } = await (await fetch("/development/token", {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ subject })
		})).json();
		return token ?? "";
	}
	// service-kit/src/pages/explorer/read-results.ts
	function readResults(response, watch, stop) {
		const results = read(response, watch, stop.signal);
		return {
			[Symbol.asyncIterator]() {
				return this;
			},
			next: () => results.next(),
			return: async () => {
				stop.abort();
				return {
					done: true,
					value: void 0
				};
			}
		};
	}
	async function* read(response, watch, stop) {
		const unit = unitOf(response);
		watch?.begin(unit);
		let end = "";
		try {
			for await (const line of readLines(response)) {
				if (line.startsWith("event: ")) end = line;
				const result = readResult(line);
				if (result !== void 0) yield watch?.take(result) ?? result;
			}
		} catch (error) {
			if (!stop.aborted) throw error;
			return void 0;
		}
		watch?.end();
		if (unit === "Event" && end !== "event: complete") yield ended;
		return void 0;
	}
	function unitOf({ headers }) {
		const type = headers.get("content-type") ?? "";
		if (type.startsWith("text/event-stream")) return "Event";
		return type.startsWith("multipart/mixed") ? "Part" : void 0;
	}
	async function* readLines({ body }) {
		if (body === null) return;
		const reader = body.pipeThrough(new TextDecoderStream()).getReader();
		let open = "";
		for (let { done, value } = await reader.read(); !done; {done, value} = await reader.read()) {
			const lines = (open + (value ?? "")).split("\n");
			open = lines.pop() ?? "";
			yield* lines;
		}
		yield open;
	}
	function readResult(line) {
		const start = /^(?:data: )?(?=\{)/.exec(line);
		if (start === null) return void 0;
		try {
			return JSON.parse(line.slice(start[0].length));
		} catch {
			return;
		}
	}
	var ended = { errors: [{
		message: "The server ended the subscription, since it stops or the subscription is too old. Run it again.",
		extensions: { code: "SUBSCRIPTION_ENDED" }
	}] };
	// service-kit/src/pages/explorer/fetcher.ts
	function createFetcher({ bar, history, watch }) {
		return async (operation, circumstances = {}) => {
			const headers = new Headers(circumstances.headers);
			headers.set("content-type", "application/json");
			if (!headers.has("accept")) headers.set("accept", acceptOf(operation, circumstances));
			if (!headers.has("authorization")) await bar.sign(headers);
			const isIntrospection = operation.operationName === "IntrospectionQuery";
			if (!isIntrospection) history.add({
				query: operation.query,
				variables: textOf(operation.variables)
			});
			const watching = isIntrospection ? void 0 : watch?.(headers);
			const stop = new AbortController();
			const body = JSON.stringify(operation);
			const response = await fetch("/graphql", {
				method: "POST",
				headers,
				body,
				signal: stop.signal
			});
			const results = readResults(response, watching, stop);
			if (!/^(text\/event-stream|multipart\/)/.test(response.headers.get("content-type") ?? "")) {
				const { value } = await results.next();
				await results.next();
				return value ?? noResult(response);
			}
			return results;
		};
	}
	function textOf(variables) {
		return Object.keys(Object(variables)).length === 0 ? "" : JSON.stringify(variables, null, 2);
	}
	var acceptParts = "multipart/mixed;deferSpec=20220824";
	function acceptOf({ operationName }, { documentAST }) {
		const operations = documentAST?.definitions.filter(({ operation }) => operation !== void 0) ?? [];
		if ((operations.find(({ name }) => name?.value === operationName) ?? operations[0])?.operation === "subscription") return "text/event-stream";
		return `application/graphql-response+json, application/json, ${acceptParts}`;
	}
	function noResult({ status, statusText }) {
		return { errors: [{ message: `The answer is no JSON. Its status is ${status} ${statusText}.` }] };
	}
	// service-kit/src/pages/explorer/query-history.ts
	var storageKey$2 = "explorer:history";
	var [maxEntries, maxLength] = [50, 2e4];
	function createQueryHistory() {
		const list = element("ol", {});
		const empty = element("p", {}, "No query was run yet.");
		const clear = element("button", { type: "button" }, "Clear");
		const close = element("button", { type: "button" }, "Close");
		const dialog = document.createElement("dialog");
		dialog.id = "explorer-history";
		dialog.setAttribute("aria-labelledby", "explorer-history-title");
		const title = element("h1", { id: "explorer-history-title" }, "Queries that you have run");
		dialog.append(element("header", {}, title, clear, close), empty, list);
		const show = () => {
			const entries = readEntries();
			list.replaceChildren(...entries.map(renderEntry));
			empty.hidden = entries.length > 0;
			clear.hidden = entries.length === 0;
		};
		clear.addEventListener("click", () => {
			localStorage.removeItem(storageKey$2);
			show();
			close.focus();
		});
		close.addEventListener("click", () => dialog.close());
		const button = element("button", {
			type: "button",
			"aria-haspopup": "dialog"
		}, "History");
		button.addEventListener("click", () => {
			show();
			dialog.showModal();
		});
		addEventListener("DOMContentLoaded", () => document.body.append(dialog));
		return {
			button,
			add: (run) => writeEntry({
				...run,
				at: Date.now()
			})
		};
	}
	function renderEntry({ query, variables, at }) {
		const search = new URLSearchParams({
			query,
			...variables !== "" && { variables }
		});
		const ran = element("time", { datetime: new Date(at).toISOString() }, new Date(at).toLocaleString());
		const text = query.replaceAll(/#.*$/gm, "").replaceAll(/\s+/g, " ").trim();
		return element("li", {}, element("a", { href: `?${search}` }, text), ran);
	}
	function writeEntry(entry) {
		if (entry.query.length + entry.variables.length > maxLength) return;
		const others = readEntries().filter(({ query, variables }) => query !== entry.query || variables !== entry.variables);
		try {
			localStorage.setItem(storageKey$2, JSON.stringify([entry, ...others].slice(0, maxEntries)));
		} catch {}
	}
	function readEntries() {
		try {
			const stored = JSON.parse(localStorage.getItem(storageKey$2) ?? "[]");
			return Array.isArray(stored) ? stored.filter(isEntry) : [];
		} catch {
			return [];
		}
	}
	function isEntry(value) {
		const { query, variables, at } = Object(value);
		return typeof query === "string" && typeof variables === "string" && typeof at === "number";
	}
	// service-kit/src/pages/explorer/wrap-long-lines.ts
	function wrapLongLines() {
		window.monaco?.editor.onDidCreateEditor((editor) => editor.updateOptions({ wordWrap: "on" }));
	}
	// service-kit/src/pages/explorer/start-explorer.ts
	function startExplorer({ watch, title, parts = [] }) {
		const draft = {
			query: void 0,
			variables: new URL(location.href).searchParams.get("variables") ?? void 0
		};
		const history = createQueryHistory();
		const options = {
			fetcher: createFetcher({
				bar: createBar(draft, {
					title,
					parts: [history.button, ...parts]
				}),
				history,
				...watch && { watch }
			}),
			variables: draft.variables,
			onEditQuery: (query) => {
				draft.query = query;
			},
			onEditVariables: (variables) => {
				draft.variables = variables;
			}
		};
		window.completeOptions = (others) => {
			wrapLongLines();
			return {
				...others,
				...options
			};
		};
		addEventListener("DOMContentLoaded", () => document.getElementById("root")?.setAttribute("role", "main"));
	}
	// gateway/src/policy/trace-header.ts
	var traceHeader = "x-show-trace";
	// gateway/src/http/pages/explorer/answer-traces.ts
	function createAnswerTraces(panel) {
		let latest = 0;
		return (headers) => {
			latest += 1;
			if (!panel.isOpen() || headers.has("x-show-trace")) return void 0;
			headers.set(traceHeader, "1");
			const number = latest;
			return createWatch(panel, () => latest === number);
		};
	}
	function createWatch(panel, isShown) {
		let unit;
		let results = 0;
		const show = (trace, hasNext) => {
			results += 1;
			if (isShown()) panel.show(trace, {
				name: unit && `${unit} ${results}`,
				hasNext
			});
		};
		return {
			begin(begun) {
				unit = begun;
				if (isShown()) panel.hint(`Waiting for the ${unit === "Event" ? "first event" : "answer"}.`);
			},
			take: (result) => takeTrace(result, show),
			end() {
				if (results === 0 && isShown()) panel.hint("This request was not executed: it has no plan.");
			}
		};
	}
	function takeTrace(result, show) {
		const { extensions, ...rest } = result;
		if (extensions?.trace === void 0) return result;
		const { trace, ...others } = extensions;
		show(trace, result.hasNext === true);
		return Object.keys(others).length > 0 ? {
			...rest,
			extensions: others
		} : rest;
	}
	// gateway/src/http/pages/explorer/element.ts
	function renderBar({ startMs, durationMs }, totalMs, colour) {
		const bar = element("span", { class: colour });
		const share = (ms) => `${Math.min(100, 100 * ms / (totalMs || 1)).toFixed(2)}%`;
		bar.style.marginInlineStart = `min(${share(startMs)}, 100% - 2px)`;
		bar.style.width = share(durationMs);
		return element("div", {
			class: "time",
			"aria-hidden": "true"
		}, bar);
	}
	// gateway/src/http/pages/explorer/problem-banner.ts
	var interval = 1e3;
	function showProblems() {
		const banner = element("div", {
			id: "graph-problems",
			role: "status"
		});
		const look = async () => {
			const problems = document.hidden ? void 0 : await readProblems();
			if (problems !== void 0) {
				const shown = problems.map((problem) => element("p", {}, problem));
				if (banner.textContent !== problems.join("")) banner.replaceChildren(...shown);
				banner.hidden = problems.length === 0;
			}
			setTimeout(look, interval);
		};
		banner.hidden = true;
		addEventListener("DOMContentLoaded", () => {
			document.body.append(banner);
			look();
		});
	}
	async function readProblems() {
		try {
			const { warnings = [], supergraph } = await (await fetch("/ready")).json();
			return warnings.length > 0 ? warnings : supergraph?.refused?.errors ?? [];
		} catch {
			return;
		}
	}
	// gateway/src/http/pages/explorer/pane-divider.ts
	var storageKey$1 = "explorer:panel-width";
	var [minWidth, minRest, step] = [
		240,
		480,
		32
	];
	function createPaneDivider(panel) {
		const divider = element("div", {
			class: "pane-divider",
			role: "separator",
			tabindex: "0",
			"aria-orientation": "vertical",
			"aria-label": "Width of the query plan",
			"aria-controls": panel.id
		});
		const setWidth = (width) => {
			const fitting = Math.round(Math.max(minWidth, Math.min(width, innerWidth - minRest)));
			panel.style.setProperty("--panel-width", `${fitting}px`);
			localStorage.setItem(storageKey$1, String(fitting));
			describe();
		};
		const describe = () => {
			const limits = {
				now: Math.round(panel.getBoundingClientRect().width),
				min: minWidth,
				max: Math.max(minWidth, innerWidth - minRest)
			};
			for (const [name, value] of Object.entries(limits)) divider.setAttribute(`aria-value${name}`, String(value));
		};
		let grabbedAt = 0;
		divider.addEventListener("pointerdown", (event) => {
			divider.setPointerCapture(event.pointerId);
			grabbedAt = event.clientX - panel.getBoundingClientRect().left;
		});
		divider.addEventListener("pointermove", (event) => {
			if (!divider.hasPointerCapture(event.pointerId)) return;
			setWidth(panel.getBoundingClientRect().right - event.clientX + grabbedAt);
		});
		divider.addEventListener("keydown", ({ key }) => {
			const direction = {
				ArrowLeft: 1,
				ArrowRight: -1
			}[key];
			if (direction !== void 0) setWidth(panel.getBoundingClientRect().width + direction * step);
		});
		divider.addEventListener("dblclick", () => {
			panel.style.removeProperty("--panel-width");
			localStorage.removeItem(storageKey$1);
			describe();
		});
		const stored = Number(localStorage.getItem(storageKey$1));
		if (stored > 0) panel.style.setProperty("--panel-width", `${stored}px`);
		new ResizeObserver(describe).observe(panel);
		return divider;
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
	function formatCount(count, noun) {
		const plural = noun.replace(/y$/, "ie").replace(/ch$/, "che");
		return `${count} ${count === 1 ? noun : `${plural}s`}`;
	}
	// gateway/src/http/pages/explorer/plan-tree.ts
	function renderPlan(node, drawing) {
		return element("ul", { class: "plan" }, renderNode(node, drawing));
	}
	function renderNode(node, drawing) {
		switch (node.kind) {
			case "Fetch": return element("li", {}, renderFetch(node, void 0, drawing));
			case "Sequence": return renderSteps("One after the other", "ol", node.nodes, drawing);
			case "Parallel": return renderSteps("At the same time", "ul", node.nodes, drawing);
			case "Flatten":
				if (node.node.kind === "Fetch") return element("li", {}, renderFetch(node.node, pathText(node.path), drawing));
				return renderSteps(`For ${pathText(node.path)}`, "ul", [node.node], drawing);
			case "Condition": return renderCondition(node, drawing);
			case "Defer": return renderDefer(node, drawing);
		}
	}
	function renderSteps(title, list, nodes, drawing) {
		const steps = nodes.map((node) => renderNode(node, drawing));
		return element("li", {}, element("p", { class: "step" }, title), element(list, {}, ...steps));
	}
	function renderCondition({ variable, value, ifTrue, ifFalse }, drawing) {
		const drawn = [ifTrue, ifFalse].flatMap((branch, index) => {
			if (branch === void 0) return [];
			const wanted = index === 0;
			return renderSteps(`If $${variable} is ${wanted}${wanted === value ? "" : ` (it is ${value})`}`, "ul", [branch], drawing);
		});
		return drawn.length === 1 && drawn[0] ? drawn[0] : element("li", {}, element("ul", {}, ...drawn));
	}
	function renderDefer({ primary, deferred }, drawing) {
		const later = deferred.flatMap(({ path, label, node }) => {
			const name = [label, pathText(path)].filter(Boolean).join(" at ");
			return node ? renderSteps(`Deferred: ${name || "the query"}`, "ul", [node], drawing) : [];
		});
		const first = primary === void 0 ? [] : [renderNode(primary, drawing)];
		return element("li", {}, element("p", { class: "step" }, "First, followed by the deferred parts"), element("ul", {}, ...first, ...later));
	}
	function pathText(path) {
		return path.join(".").replaceAll(".@", "[]");
	}
	function renderFetch(fetch, about, drawing) {
		const { subgraph, outcome, operation, request } = fetch;
		const head = element("div", { class: "head" }, drawing.mark(subgraph));
		if (about !== void 0) head.append(element("code", {
			class: "about",
			title: about
		}, about));
		const unsent = drawing.hasNext ? "not sent yet" : "skipped";
		head.append(element("span", { class: "took" }, request === void 0 ? unsent : formatMs(request.durationMs)));
		const card = element("div", { class: `fetch ${outcome}` }, head);
		if (request !== void 0) {
			card.append(renderBar(request, drawing.totalMs, drawing.colourOf(subgraph)));
			card.append(element("p", { class: "figures" }, ...figuresOf(fetch, request)));
			if (request.errors) card.append(element("p", { class: "errors" }, request.errors.join(", ")));
		}
		const text = element("pre", {
			tabindex: "0",
			"aria-label": `Operation for ${subgraph}`
		}, operation);
		card.append(element("details", {}, element("summary", {}, "Operation"), text));
		return card;
	}
	function figuresOf({ operation, outcome }, request) {
		const { status, bytesSent, bytesReceived, retries, representations, cache } = request;
		return [
			status === void 0 ? withoutStatus() : `HTTP ${status}`,
			bytesSent !== void 0 && `${formatBytes(bytesSent)} sent`,
			bytesReceived !== void 0 && `${formatBytes(bytesReceived)} received`,
			representations !== void 0 && `${formatCount(representations.asked, "representation")}, ${representations.sent} distinct`,
			retries !== void 0 && formatCount(retries, "retry"),
			cache !== void 0 && cacheText(cache)
		].flatMap((figure) => figure ? [element("span", {}, figure)] : []);
		function withoutStatus() {
			if (outcome === "pending") return "in flight";
			if (cache?.misses === 0) return "nothing sent";
			if (operation.startsWith("subscription")) return "an event";
			return bytesSent === void 0 ? "nothing over HTTP" : "no answer";
		}
	}
	function cacheText({ hits, misses, stale, ageSeconds }) {
		const share = `${hits} of ${hits + misses} from the cache`;
		if (hits === 0) return share;
		return `${share}, up to ${ageSeconds} s old${stale > 0 ? `, ${stale} stale` : ""}`;
	}
	// gateway/src/http/pages/explorer/subgraph-colours.ts
	var colours = 6;
	function createSubgraphColours({ plan }) {
		const names = [...new Set(fetchesOf(plan).map(({ subgraph }) => subgraph))];
		const colourOf = (name) => `colour-${Math.max(0, names.indexOf(name)) % colours}`;
		return {
			colourOf,
			mark: (name) => element("span", { class: `subgraph ${colourOf(name)}` }, name)
		};
	}
	function fetchesOf(node) {
		if (!node) return [];
		switch (node.kind) {
			case "Fetch": return [node];
			case "Flatten": return fetchesOf(node.node);
			case "Condition": return [...fetchesOf(node.ifTrue), ...fetchesOf(node.ifFalse)];
			case "Defer": return [...fetchesOf(node.primary), ...node.deferred.flatMap((part) => fetchesOf(part.node))];
			default: return node.nodes.flatMap(fetchesOf);
		}
	}
	// gateway/src/http/pages/explorer/trace-view.ts
	function renderTrace(trace, { name, hasNext }) {
		const { plan, fields, ms } = trace;
		const marks = createSubgraphColours(trace);
		const shownPlan = plan === null ? element("p", {}, "No subgraph was needed.") : renderPlan(plan, {
			...marks,
			totalMs: ms,
			hasNext
		});
		const shown = [
			renderSummary(trace, name),
			renderPlanning(trace),
			shownPlan
		];
		if (fields.length === 0) return shown;
		const title = element("h2", { id: "fields-title" }, "Subgraphs by field");
		return [
			...shown,
			title,
			renderFields(fields, marks.mark)
		];
	}
	function renderSummary({ ms, plan }, name) {
		const requests = fetchesOf(plan).flatMap(({ request }) => request ?? []);
		const bytes = requests.reduce((sum, { bytesSent = 0, bytesReceived = 0 }) => sum + bytesSent + bytesReceived, 0);
		const parts = [
			...name ? [name] : [],
			`${formatMs(ms)} in all`,
			formatCount(requests.length, "fetch")
		];
		if (bytes > 0) parts.push(`${formatBytes(bytes)} to and from subgraphs`);
		return element("p", {
			class: "summary",
			role: "status"
		}, parts.join(" · "));
	}
	function renderPlanning({ ms, planning }) {
		const took = planning.cached ? "from the cache" : formatMs(planning.ms);
		const card = element("div", { class: "planning" }, element("div", { class: "head" }, element("span", {}, "Planning"), element("span", { class: "took" }, took)));
		if (!planning.cached) card.append(renderBar({
			startMs: 0,
			durationMs: planning.ms
		}, ms, "gateway"));
		return card;
	}
	function renderFields(fields, mark) {
		const rows = fields.map(({ path, subgraphs }) => {
			const name = element("th", {
				scope: "row",
				title: path.join(".")
			}, path.at(-1) ?? "");
			name.style.paddingInlineStart = `${path.length - 1}em`;
			return element("tr", {}, name, element("td", {}, ...subgraphs.length > 0 ? subgraphs.map(mark) : [element("em", {}, "none")]));
		});
		return element("table", {}, element("thead", {}, element("tr", {}, ...["Field", "Answered by"].map((title) => element("th", { scope: "col" }, title)))), element("tbody", {}, ...rows));
	}
	// gateway/src/http/pages/explorer/trace-panel.ts
	var storageKey = "explorer:query-plan";
	function createTracePanel() {
		const content = element("div", {
			class: "content",
			tabindex: "0"
		}, hint("Run the query to see its plan."));
		const panel = element("aside", {
			id: "query-plan",
			"aria-labelledby": "query-plan-title"
		}, element("header", {}, element("h1", { id: "query-plan-title" }, "Query plan"), element("a", { href: "/status" }, "Status of the graph")), content);
		const toggle = element("button", {
			id: "query-plan-toggle",
			type: "button",
			"aria-controls": "query-plan"
		}, "Query plan");
		panel.append(createPaneDivider(panel));
		let isOpen = (localStorage.getItem(storageKey) ?? String(matchMedia("(min-width: 75rem)").matches)) === "true";
		const update = () => {
			panel.hidden = !isOpen;
			toggle.setAttribute("aria-expanded", String(isOpen));
		};
		toggle.addEventListener("click", () => {
			isOpen = !isOpen;
			localStorage.setItem(storageKey, String(isOpen));
			update();
		});
		update();
		addEventListener("DOMContentLoaded", () => document.body.append(panel, toggle));
		return {
			isOpen: () => isOpen,
			show: (trace, result) => {
				content.replaceChildren(...renderTrace(trace, result));
			},
			hint: (text) => {
				content.replaceChildren(hint(text));
				content.scrollTop = 0;
			}
		};
	}
	function hint(text) {
		return element("p", {
			class: "hint",
			role: "status"
		}, text);
	}
	// gateway/src/http/pages/explorer/main.ts
	startExplorer({ watch: createAnswerTraces(createTracePanel()) });
	showProblems();
})();
