// Made by `npm run codegen` from the files of service-kit/src/pages/explorer/. Do not edit.
(function() {
	// service-kit/src/pages/explorer/element.ts
	function element(tag, attributes, ...children) {
		const created = document.createElement(tag);
		for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
		created.append(...children);
		return created;
	}
	// service-kit/src/pages/explorer/bar.ts
	var storageKey$1 = "explorer:person";
	function createBar(draft, { title, parts }) {
		const picker = element("select", { id: "explorer-person" }, new Option("the development viewer", ""));
		if (!(picker instanceof HTMLSelectElement)) throw new Error("a select element is of another class");
		const people = fetchPeople().then((found) => {
			picker.append(...found.map(({ name, description, subject }) => new Option(`${name}: ${description}`, subject)));
			picker.value = sessionStorage.getItem(storageKey$1) ?? "";
			if (picker.selectedIndex < 0) picker.value = "";
		});
		picker.addEventListener("change", () => sessionStorage.setItem(storageKey$1, picker.value));
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
	var storageKey = "explorer:history";
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
			localStorage.removeItem(storageKey);
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
			localStorage.setItem(storageKey, JSON.stringify([entry, ...others].slice(0, maxEntries)));
		} catch {}
	}
	function readEntries() {
		try {
			const stored = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
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
	// service-kit/src/pages/explorer/main.ts
	var { subgraph = "" } = document.documentElement.dataset;
	startExplorer({
		title: element("h1", {}, `Explorer of ${subgraph}`),
		parts: [element("span", {}, "Token for a terminal: ", element("code", {}, `npm run -s token -- --for ${subgraph}`))]
	});
})();
