// @ts-check
import { element } from './element.js';

/**
 * When something happened, of the whole time. It only shows what is beside it in words.
 * @param {number} startMs
 * @param {number} durationMs
 * @param {number} totalMs
 * @param {string} colour a class
 * @returns {HTMLElement}
 */
export function renderBar(startMs, durationMs, totalMs, colour) {
  const bar = element('span', { class: colour });
  const share = (/** @type {number} */ ms) => `${Math.min(100, (100 * ms) / (totalMs || 1)).toFixed(2)}%`;
  bar.style.marginInlineStart = `min(${share(startMs)}, 100% - 2px)`;
  bar.style.width = share(durationMs);
  return element('div', { class: 'time', 'aria-hidden': 'true' }, bar);
}
