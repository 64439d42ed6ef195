'use strict';

/** Runs the executor that `load` imports, where the Node.js that runs Nx can import TypeScript. */
module.exports = async function runTypeScript(load, options, context) {
  if (process.features.typescript) return (await load()).default(options, context);
  process.stderr.write(
    `error: Node.js ${process.version} cannot run TypeScript (ERR_NODE_VERSION)\n` +
      'hint: run `npm ci`, then `npx nx run <project>:<target>`: npx takes the Node.js that the workspace pins\n',
  );
  return { success: false };
};
