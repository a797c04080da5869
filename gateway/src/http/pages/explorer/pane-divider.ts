import { element } from './element.ts';

const storageKey = 'explorer:panel-width';

/** Narrowest panel and narrowest rest of the page, and the step of an arrow key, in pixels. */
const [minWidth, minRest, step] = [240, 480, 32];

/**
 * Creates the line between GraphiQL and the panel on its right. It moves with the pointer and the arrow keys, and its place is
 * remembered in this browser. A double click returns to the usual width.
 */
export function createPaneDivider(panel: HTMLElement): HTMLElement {
  const divider = element('div', {
    class: 'pane-divider',
    role: 'separator',
    tabindex: '0',
    'aria-orientation': 'vertical',
    'aria-label': 'Width of the query plan',
    'aria-controls': panel.id,
  });
  const setWidth = (width: number): void => {
    const fitting = Math.round(Math.max(minWidth, Math.min(width, innerWidth - minRest)));
    panel.style.setProperty('--panel-width', `${fitting}px`);
    localStorage.setItem(storageKey, String(fitting));
    describe();
  };
  const describe = (): void => {
    const width = Math.round(panel.getBoundingClientRect().width);
    const limits = { now: width, min: minWidth, max: Math.max(minWidth, innerWidth - minRest) };
    for (const [name, value] of Object.entries(limits))
      divider.setAttribute(`aria-value${name}`, String(value));
  };
  let grabbedAt = 0;
  divider.addEventListener('pointerdown', (event) => {
    divider.setPointerCapture(event.pointerId);
    grabbedAt = event.clientX - panel.getBoundingClientRect().left;
  });
  divider.addEventListener('pointermove', (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    setWidth(panel.getBoundingClientRect().right - event.clientX + grabbedAt);
  });
  divider.addEventListener('keydown', ({ key }) => {
    const direction = { ArrowLeft: 1, ArrowRight: -1 }[key];
    if (direction !== undefined) setWidth(panel.getBoundingClientRect().width + direction * step);
  });
  divider.addEventListener('dblclick', () => {
    panel.style.removeProperty('--panel-width');
    localStorage.removeItem(storageKey);
    describe();
  });
  const stored = Number(localStorage.getItem(storageKey));
  if (stored > 0) panel.style.setProperty('--panel-width', `${stored}px`);
  new ResizeObserver(describe).observe(panel);
  return divider;
}
