import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A busy machine draws late what a test waits for; what never comes fails all the same.
configure({ asyncUtilTimeout: 10_000 });

/**
 * What Grafana's packages expect of a browser and jsdom lacks. Only presence matters here: nothing
 * is measured or drawn in these tests.
 */

/** React's scheduler wants one; the one of worker_threads would keep jest from ending. */
class TimerMessageChannel {
  readonly port1: { onmessage: ((event: { data: unknown }) => void) | null } = { onmessage: null };
  readonly port2 = {
    postMessage: (data: unknown) => {
      setTimeout(() => this.port1.onmessage?.({ data }), 0);
    },
  };
}

class NoResizeObserver implements ResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

class NoIntersectionObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

Object.assign(globalThis, {
  MessageChannel: TimerMessageChannel,
  ResizeObserver: NoResizeObserver,
  IntersectionObserver: NoIntersectionObserver,
  // Icons are files of Grafana's server, and stay on their way here.
  fetch: () => new Promise(() => undefined),
});

/** Grafana's inputs size themselves by the width of their text. */
Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
  value: () => ({ measureText: (text: string) => ({ width: text.length * 8 }) }),
});

Object.defineProperty(window, 'matchMedia', {
  value: (media: string) => ({ media, matches: false, addEventListener() {}, removeEventListener() {} }),
});

/** Those of Grafana are never loaded here. */
Object.defineProperty(document, 'fonts', { value: { load: () => Promise.resolve([]) } });

/** Lists draw only the rows that fit their height, which would be none. */
Object.defineProperty(Element.prototype, 'clientHeight', { value: 400 });
Object.defineProperty(Element.prototype, 'clientWidth', { value: 400 });

// jsdom knows no styles of pseudo-elements, which a drawer asks for to measure scroll bars.
const styleOf = window.getComputedStyle.bind(window);
window.getComputedStyle = (element) => styleOf(element);
