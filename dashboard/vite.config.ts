import { defineConfig } from 'vitest/config';

const aggregator = process.env['HOLDFAST_AGGREGATOR'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: './',
  build: {
    outDir: process.env['HOLDFAST_DASHBOARD_OUT'] ?? 'dist',
    emptyOutDir: true,
    // The first releases that have light-dark(), which the palette is written in.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    // A data: URL would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': aggregator } },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
});
