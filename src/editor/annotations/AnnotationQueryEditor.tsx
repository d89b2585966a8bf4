import React from 'react';

import type { ResourceSource, SreDataQuery } from '../types';
import { AnnotationQueryFields } from './AnnotationQueryFields';
import { annotationsQueryOf } from './annotations';

interface Props {
  readonly datasource: ResourceSource;
  /** What the annotation holds, if anything; Grafana puts defaults under it. */
  readonly query: SreDataQuery;
  readonly onChange: (query: SreDataQuery) => void;
}

/** The editor of a dashboard's annotation. Grafana runs the query anew after every change. */
export function AnnotationQueryEditor({ datasource, query, onChange }: Props) {
  return <AnnotationQueryFields source={datasource} query={annotationsQueryOf(query)} onChange={onChange} />;
}
