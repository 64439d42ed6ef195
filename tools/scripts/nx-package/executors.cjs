'use strict';
const { executors } = require('./executors.json');
const { engines } = require('./package.json');

for (const name of Object.keys(executors)) {
  exports[name] = (options, context) => {
    // Only here: an older Node.js can still show the graph and run generators.
    if (isSupported(process.versions.node)) return require('./lib/vault.cjs')[name](options, context);
    process.stderr.write(`error: Node.js ${process.version} is too old for a vault (ERR_NODE_VERSION)\n`);
    process.stderr.write(`hint: run Nx on Node.js ${engines.node}\n`);
    return Promise.resolve({ success: false });
  };
}

function isSupported(version) {
  const [major, minor, patch] = version.split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2);
  if (major === 24) return minor >= 15;
  return major >= 26;
}
