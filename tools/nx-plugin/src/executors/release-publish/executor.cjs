'use strict';
const runTypeScript = require('../run-typescript.cjs');

module.exports = (options, context) => runTypeScript(() => import('./executor.ts'), options, context);
