// Made by `npm run codegen` from the files of gateway/src/http/pages/explorer/. Do not edit.
(function() {
	// gateway/src/policy/trace-header.ts
	var traceHeader = "x-show-trace";
	// gateway/src/http/pages/explorer/graph-requests.ts
	function interceptGraphRequests({ isOpen, show }) {
		const send = window.fetch.bind(window);
		window.fetch = async (resource, init = {}) => {
			const url = new URL(resource instanceof Request ? resource.url : resource, location.href);
			if (url.origin !== location.origin || url.pathname !== "/graphql") return send(resource, init);
			const headers = new Headers(init.headers ?? (resource instanceof Request ? resource.headers : void 0));
			if (!headers.has("authorization")) await sign(headers);
			const isTraced = isOpen() && !headers.has("x-show-trace") && !isIntrospection(init.body);
			if (isTraced) headers.set(traceHeader, "1");
			const response = await send(resource, {
				...init,
				headers
			});
			return isTraced ? takeTrace(response, show) : response;
		};
	}
	async function sign(headers) {
		const token = await (await fetch("/development-token")).text();
		if (token !== "") headers.set("authorization", `Bearer ${token}`);
	}
	function isIntrospection(body) {
		return typeof body === "string" && body.includes("\"operationName\":\"IntrospectionQuery\"");
	}
	async function takeTrace(response, show) {
		const answer = await response.clone().json().catch(() => void 0);
		const { trace, ...extensions } = answer?.extensions ?? {};
		show(trace);
		if (trace === void 0) return response;
		const rest = {
			...answer,
			extensions: Object.keys(extensions).length > 0 ? extensions : void 0
		};
		return new Response(JSON.stringify(rest), response);
	}
	// gateway/src/http/pages/explorer/element.ts
	function element(tag, attributes, ...children) {
		const created = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
		created.append(...children);
		return created;
	}
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
		head.append(element("span", { class: "took" }, request === void 0 ? "skipped" : formatMs(request.durationMs)));
		const card = element("div", { class: `fetch ${outcome}` }, head);
		if (request !== void 0) {
			card.append(renderBar(request, drawing.totalMs, drawing.colourOf(subgraph)));
			card.append(element("p", { class: "figures" }, ...figuresOf(request)));
			if (request.errors) card.append(element("p", { class: "errors" }, request.errors.join(", ")));
		}
		const text = element("pre", {
			tabindex: "0",
			"aria-label": `Operation for ${subgraph}`
		}, operation);
		card.append(element("details", {}, element("summary", {}, "Operation"), text));
		return card;
	}
	function figuresOf(request) {
		const { status, bytesSent, bytesReceived, retries, representations } = request;
		return [
			status === void 0 ? bytesSent === void 0 ? "nothing over HTTP" : "no answer" : `HTTP ${status}`,
			bytesSent !== void 0 && `${formatBytes(bytesSent)} sent`,
			bytesReceived !== void 0 && `${formatBytes(bytesReceived)} received`,
			representations !== void 0 && `${formatCount(representations.asked, "representation")}, ${representations.sent} distinct`,
			retries !== void 0 && formatCount(retries, "retry")
		].flatMap((figure) => figure ? [element("span", {}, figure)] : []);
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
	function renderTrace(trace) {
		const { plan, fields, ms } = trace;
		const marks = createSubgraphColours(trace);
		const shownPlan = plan === null ? element("p", {}, "No subgraph was needed.") : renderPlan(plan, {
			...marks,
			totalMs: ms
		});
		const shown = [
			renderSummary(trace),
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
	function renderSummary({ ms, plan }) {
		const requests = fetchesOf(plan).flatMap(({ request }) => request ?? []);
		const bytes = requests.reduce((sum, { bytesSent = 0, bytesReceived = 0 }) => sum + bytesSent + bytesReceived, 0);
		const parts = [`${formatMs(ms)} in all`, formatCount(requests.length, "fetch")];
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
		}, element("h1", { id: "query-plan-title" }, "Query plan"), content);
		const toggle = element("button", {
			id: "query-plan-toggle",
			type: "button",
			"aria-controls": "query-plan"
		}, "Query plan");
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
			show: (trace) => {
				const shown = trace === void 0 ? [hint("This request was not executed: it has no plan.")] : renderTrace(trace);
				content.replaceChildren(...shown);
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
	interceptGraphRequests(createTracePanel());
	showProblems();
})();
