import { renderTextPanelMarkdown, textUtil } from '@grafana/data';
import type { PanelProps } from '@grafana/data';
import { ScrollContainer } from '@grafana/ui';

import { panelPlugin } from './panel-plugin';

interface Options {
  readonly mode: 'markdown' | 'html' | 'code';
  readonly content: string;
}

function TextPanel({ options: { mode, content }, replaceVariables }: PanelProps<Options>) {
  const text = replaceVariables(content, {}, mode === 'code' ? 'text' : 'html');
  if (mode === 'code') {
    return <pre>{text}</pre>;
  }
  const html = mode === 'html' ? textUtil.sanitizeTextPanelContent(text) : renderTextPanelMarkdown(text);
  return (
    <ScrollContainer minHeight="100%">
      <div className="markdown-html" dangerouslySetInnerHTML={{ __html: html }} />
    </ScrollContainer>
  );
}

export const textPlugin = panelPlugin('text', TextPanel, { options: { mode: 'markdown', content: '' } });
// Its text is drawn anew with the range and the variables, without a query.
textPlugin.meta.skipDataQuery = true;
