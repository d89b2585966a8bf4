import { DataFrameView } from '@grafana/data';
import type { AnnotationEvent, DataFrame } from '@grafana/data';
import { config as grafana } from '@grafana/runtime';
import type { UPlotConfigBuilder } from '@grafana/ui';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type uPlot from 'uplot';

interface Props {
  readonly config: UPlotConfigBuilder;
  readonly frames: readonly DataFrame[];
}

/**
 * Draws annotations over a graph: a dashed line at each, shade over what lasts, and its text at the
 * foot, to hover or focus. Grafana's own is not published.
 */
export function AnnotationMarks({ config, frames }: Props) {
  const plot = useRef<uPlot>(null);
  const events = useMemo(() => eventsOf(frames), [frames]);
  const shown = useRef(events);
  useLayoutEffect(() => {
    config.addHook('draw', (drawn) => {
      plot.current = drawn;
      mark(drawn, shown.current);
    });
  }, [config]);
  useEffect(() => {
    shown.current = events;
    plot.current?.redraw(false, false);
  }, [events]);
  return null;
}

/** Their colours are names of Grafana's palette. */
function eventsOf(frames: readonly DataFrame[]): AnnotationEvent[] {
  return frames.flatMap((frame) => new DataFrameView<AnnotationEvent>(frame).toArray().map((event) => ({ ...event })));
}

const CLASS = 'preview-annotation';

function mark(plot: uPlot, events: readonly AnnotationEvent[]): void {
  plot.over.querySelectorAll(`.${CLASS}`).forEach((old) => old.remove());
  const width = plot.over.clientWidth;
  for (const { time = 0, timeEnd = time, color = 'red', title = '', text = '', tags = [] } of events) {
    const left = plot.valToPos(time, 'x');
    const right = plot.valToPos(timeEnd, 'x');
    if (right < 0 || left > width) {
      continue;
    }
    const paint = grafana.theme2.visualization.getColorByName(color);
    const words = [title, plainText(text), tags.join(', ')].filter((part) => part !== '').join('\n');
    const element = document.createElement('div');
    element.className = CLASS;
    element.title = words;
    element.tabIndex = 0;
    element.setAttribute('role', 'note');
    element.setAttribute('aria-label', words);
    const start = Math.max(0, left);
    Object.assign(element.style, {
      position: 'absolute',
      left: `${start}px`,
      width: `${Math.max(6, Math.min(width, right) - start)}px`,
      bottom: '0',
      height: '6px',
      background: paint,
    });
    const line = document.createElement('div');
    line.className = CLASS;
    Object.assign(line.style, {
      position: 'absolute',
      left: `${start}px`,
      width: `${Math.max(0, Math.min(width, right) - start)}px`,
      top: '0',
      bottom: '0',
      pointerEvents: 'none',
      borderLeft: `1px dashed ${paint}`,
      background: right - left > 1 ? `color-mix(in srgb, ${paint} 12%, transparent)` : 'none',
    });
    plot.over.append(line, element);
  }
}

/** Texts of annotations may hold HTML. */
function plainText(html: string): string {
  return new DOMParser().parseFromString(html, 'text/html').body.innerText;
}
