import React from 'react';

import { CONFIG_LABELS } from '../../labels/control-labels';
import type { ConfigProps } from '../types';
import { TextSetting } from './TextSetting';

/** Where whatever this data source may write is written. */
export function WriterHostSetting({ settings }: { readonly settings: ConfigProps }) {
  return (
    <TextSetting
      settings={settings}
      setting="writerHost"
      label={CONFIG_LABELS.writerHost}
      help="Aurora's writer endpoint, without the port; a reader endpoint cannot write. Blank: the host above"
      placeholder={settings.options.jsonData.host}
    />
  );
}
