#!/usr/bin/env node
/** Starts the command line, which is TypeScript: tsx compiles it as it is loaded. */
import { register } from 'node:module';

register('tsx/esm', import.meta.url, { data: true });
await import('./main.ts');
