/**
 * The names that others imitate: the most downloaded of the registry, and those that were imitated before. Names of
 * fewer than five letters are too near to everything.
 */
export const POPULAR_NAMES: ReadonlySet<string> = new Set(
  `
  abbrev abort-controller accepts acorn acorn-jsx acorn-walk agent-base aggregate-error ajv-formats ajv-keywords angular angular-cli
  ansi-align ansi-colors ansi-escapes ansi-regex ansi-styles any-promise anymatch archiver-utils argparse aria-query
  array-buffer-byte-length array-flatten array-includes array-union array.prototype.findlast array.prototype.findlastindex
  array.prototype.flat array.prototype.flatmap array.prototype.tosorted arraybuffer.prototype.slice arrify assertion-error ast-types
  astral-regex async async-function asynckit autoprefixer available-typed-arrays axe-core axios axobject-query babel-cli babel-jest
  babel-plugin-istanbul babel-plugin-jest-hoist babel-plugin-polyfill-corejs2 babel-plugin-polyfill-corejs3
  babel-plugin-polyfill-regenerator babel-preset-current-node-syntax babel-preset-jest babelcli backbone baileys balanced-match base64-js
  baseline-browser-mapping bcrypt bcryptjs big.js bignumber.js binary-extensions bluebird bn.js body-parser boolbase bootstrap bowser
  boxen brace-expansion braces browserslist buffer buffer-crc32 buffer-equal-constant-time buffer-from bytes cacache cacheable-request
  call-bind call-bind-apply-helpers call-bound callsites camel-case camelcase caniuse-lite canvas chalk char-regex chardet check-error
  cheerio chokidar chownr chrome-trace-event ci-info cjs-module-lexer classnames claude-code clean-stack cli-boxes cli-cursor cli-spinners
  cli-table3 cli-truncate cli-width client-only clipboardy cliui clone coffee-script collect-v8-coverage color color-convert color-name
  color-string colorette colors combined-stream commander commondir component-emitter compressible compression concat-map concat-stream
  concurrently confbox consola content-disposition content-type convert-source-map cookie cookie-signature core-js core-js-compat
  core-util-is cosmiconfig create-react-app create-require cross-env cross-fetch cross-spawn crypto-js css-select css-tree css-what
  css.escape cssesc cssom cssstyle csstype d3-array d3-format d3-path d3-shape data-uri-to-buffer data-urls data-view-buffer
  data-view-byte-length data-view-byte-offset date-fns dayjs debug decamelize decimal.js decompress-response dedent deep-eql deep-extend
  deep-is deepmerge defaults define-data-property define-lazy-prop define-properties define-property delayed-stream dequal destroy
  detect-libc detect-newline diff-sequences dir-glob discord.js discord.js-selfbot-v13 doctrine dom-accessibility-api dom-serializer
  domelementtype domhandler dompurify domutils dot-case dot-prop dotenv dotenv-expand dunder-proto eastasianwidth ecdsa-sig-formatter
  ee-first electron electron-to-chromium emittery emoji-regex encodeurl end-of-stream enhanced-resolve entities env-paths error-ex
  es-abstract es-define-property es-errors es-iterator-helpers es-module-lexer es-object-atoms es-set-tostringtag es-shim-unscopables
  es-to-primitive esbuild escalade escape-html escape-string-regexp escodegen eslint eslint-config-airbnb eslint-config-prettier
  eslint-import-resolver-node eslint-import-resolver-typescript eslint-module-utils eslint-plugin-import eslint-plugin-react
  eslint-plugin-react-hooks eslint-scope eslint-visitor-keys espree esprima esquery esrecurse estraverse estree-walker esutils
  ethereumjs-util ethers event-stream event-target-shim eventemitter3 events execa expect expect-type express extend extend-shallow
  extsprintf fast-deep-equal fast-diff fast-glob fast-json-stable-stringify fast-levenshtein fast-safe-stringify fast-uri fast-xml-parser
  fastify fastq fb-watchman fflate ffmpeg figlet figures file-entry-cache file-type fill-range finalhandler find-cache-dir find-up
  firebase firebase-admin flat-cache flatted fluent-ffmpeg follow-redirects for-each foreground-child form-data forwarded fraction.js
  framer-motion fresh fs-constants fs-extra fs-minipass fs.realpath fsevents function-bind function.prototype.name functions-have-names
  ganache gaxios gcp-metadata generator-function gensync get-caller-file get-east-asian-width get-intrinsic get-package-type get-proto
  get-stream get-symbol-description get-tsconfig glob-parent glob-to-regexp globals globalthis globby google-auth-library
  google-logging-utils graceful-fs graphemer graphql grunt gtoken handlebars hardhat hardhat-gas-reporter has-bigints has-flag
  has-property-descriptors has-proto has-symbols has-tostringtag hasown helmet hermes-estree hermes-parser hoist-non-react-statics
  hosted-git-info html-encoding-sniffer html-entities html-escaper htmlparser2 http-cache-semantics http-errors http-proxy-agent
  http-server https-proxy-agent human-signals iconv-lite ieee754 ignore immediate immer immutable import-fresh import-in-the-middle
  import-local imurmurhash indent-string inflight inherits inquirer internal-slot internmap interpret ioredis ip-address ipaddr.js
  is-arguments is-array-buffer is-arrayish is-async-function is-bigint is-binary-path is-boolean-object is-buffer is-callable
  is-core-module is-data-view is-date-object is-descriptor is-docker is-extendable is-extglob is-finalizationregistry
  is-fullwidth-code-point is-generator-fn is-generator-function is-glob is-interactive is-map is-negative-zero is-number is-number-object
  is-obj is-path-inside is-plain-obj is-plain-object is-potential-custom-element-name is-promise is-regex is-set is-shared-array-buffer
  is-stream is-string is-symbol is-typed-array is-typedarray is-unicode-supported is-weakmap is-weakref is-weakset is-windows is-wsl
  isarray isexe isobject istanbul-lib-coverage istanbul-lib-instrument istanbul-lib-report istanbul-lib-source-maps istanbul-reports
  iterator.prototype jackspeak jest-changed-files jest-circus jest-cli jest-config jest-diff jest-docblock jest-each jest-environment-node
  jest-get-type jest-haste-map jest-leak-detector jest-matcher-utils jest-message-util jest-mock jest-pnp-resolver jest-regex-util
  jest-resolve jest-resolve-dependencies jest-runner jest-runtime jest-snapshot jest-util jest-validate jest-watcher jest-worker jquery
  js-tokens js-yaml jsdom jsesc json-bigint json-buffer json-parse-even-better-errors json-schema json-schema-traverse
  json-stable-stringify-without-jsonify json-stringify-safe json5 jsonc-parser jsonfile jsonwebtoken jsx-ast-utils kind-of kleur langchain
  leven lightningcss lightningcss-linux-x64-gnu lightningcss-linux-x64-musl lilconfig lines-and-columns listr2 loader-runner loader-utils
  locate-path lodash lodash-es lodash.camelcase lodash.debounce lodash.includes lodash.isboolean lodash.isinteger lodash.isnumber
  lodash.isplainobject lodash.isstring lodash.memoize lodash.merge lodash.once log-symbols log-update loose-envify loupe lower-case
  lowercase-keys lru-cache lucide-react lz-string magic-string make-dir make-error make-fetch-happen makeerror map-obj marked
  math-intrinsics mdn-data media-typer memfs merge-descriptors merge-stream merge2 methods micromark-util-character micromark-util-symbol
  micromatch mime-db mime-types mimic-fn mimic-response min-indent minimalistic-assert minimatch minimist minipass minipass-fetch minizlib
  mkdirp mocha moment mongodb mongoose morgan multer mustache mute-stream mysql mysql2 nanoid natural-compare negotiator neo-async nestjs
  next-auth no-case noblox.js node-addon-api node-domexception node-fetch node-forge node-gyp-build node-int64 node-ipc node-releases
  node-sass node-telegram-bot-api nodemailer nodemon normalize-package-data normalize-path normalize-url npm-run-path nth-check nwsapi
  object-assign object-hash object-inspect object-keys object.assign object.entries object.fromentries object.groupby object.values
  on-finished on-headers onetime openai opencv optionator own-keys p-cancelable p-finally p-limit p-locate p-map p-retry p-timeout p-try
  package-json-from-dist parent-module parse-json parse5 parseurl passport path-exists path-is-absolute path-is-inside path-key path-parse
  path-scurry path-to-regexp path-type pathe pathval performance-now pg-types picocolors picomatch pino-pretty pirates pkg-dir pkg-types
  playwright playwright-core possible-typed-array-names postcss postcss-import postcss-load-config postcss-selector-parser
  postcss-value-parser postgres-array postgres-bytea postgres-date postgres-interval prelude-ls prettier pretty-format prisma proc-log
  process process-nextick-args progress prompts prop-types protobufjs proxy-addr proxy-from-env punycode puppeteer puppeteer-core
  pure-rand querystringify queue-microtask quick-lru randombytes range-parser raw-body react react-dom react-is react-native react-query
  react-redux react-refresh react-remove-scroll react-router react-router-dom read-pkg read-pkg-up readable-stream readdirp redent redis
  redux redux-thunk reflect.getprototypeof regenerate regenerate-unicode-properties regenerator-runtime regexp.prototype.flags
  regexpu-core registry-auth-token registry-url regjsgen regjsparser request require-directory require-from-string require-main-filename
  requires-port resolve resolve-cwd resolve-from resolve-pkg-maps resolve.exports restore-cursor retry reusify rimraf robotjs rollup
  run-async run-parallel safe-array-concat safe-buffer safe-push-apply safe-regex-test safe-stable-stringify safer-buffer sass-loader
  saxes scheduler schema-utils semver sequelize serialize-javascript serve serve-static set-blocking set-function-length set-function-name
  set-proto setimmediate setprototypeof sharp shebang-command shebang-regex shell-quote shelljs side-channel side-channel-list
  side-channel-map side-channel-weakmap siginfo signal-exit sisteransi slash slice-ansi smart-buffer socket.io socket.io-client
  socket.io-parser socks socks-proxy-agent source-map source-map-js source-map-support spdx-correct spdx-exceptions spdx-expression-parse
  spdx-license-ids split2 sprintf-js sqlite3 stack-utils stackback statuses std-env stop-iteration-iterator string-length string-width
  string.prototype.matchall string.prototype.repeat string.prototype.trim string.prototype.trimend string.prototype.trimstart
  string_decoder strip-ansi strip-bom strip-final-newline strip-indent strip-json-comments stripe strnum styled-components styled-jsx
  stylis sucrase supports-color supports-hyperlinks supports-preserve-symlinks-flag svelte swagger-ui-express symbol-tree synckit
  tailwind-merge tailwindcss tapable tar-fs tar-stream telecom-mas-agent telegraf tensorflow terser terser-webpack-plugin test-exclude
  text-table thenify thenify-all three through through2 tiny-invariant tinybench tinyexec tinyglobby tinyrainbow tinyspy tldts tldts-core
  to-regex-range toidentifier tough-cookie tree-kill truffle ts-api-utils ts-node tsconfig-paths tslib tunnel-agent tweetnacl twilio
  type-check type-detect type-fest type-is typed-array-buffer typed-array-byte-length typed-array-byte-offset typed-array-length
  typedarray typescript typescript-eslint ua-parser-js uglify-js unbox-primitive underscore undici undici-types
  unicode-canonical-property-names-ecmascript unicode-match-property-ecmascript unicode-match-property-value-ecmascript
  unicode-property-aliases-ecmascript unicorn-magic unique-filename unique-slug unist-util-is unist-util-stringify-position
  unist-util-visit unist-util-visit-parents universalify unpipe update-browserslist-db uri-js url-parse use-sync-external-store
  util-deprecate utils-merge v8-compile-cache-lib v8-to-istanbul validate-npm-package-license validate-npm-package-name validator
  vfile-message vite-plugin-react vitest w3c-xmlserializer wagmi walker watchpack wcwidth web-streams-polyfill web3modal
  webidl-conversions webpack webpack-sources whatsapp-web.js whatwg-encoding whatwg-mimetype whatwg-url which which-boxed-primitive
  which-builtin-type which-collection which-module which-typed-array why-is-node-running widest-line winston word-wrap wordwrap wrap-ansi
  wrappy write-file-atomic xml-name-validator xml2js xmlbuilder xmlchars xtend yallist yargs yargs-parser yauzl yocto-queue
`
    .trim()
    .split(/\s+/),
);

/** Names which are near to those, and which many people use for what they are. */
export const KNOWN_RELATIVES: ReadonlySet<string> = new Set(
  `
  accept acorn-node angular2 ansi-color ansicolors ansistyles args args-parser as-number astq axiom axios-logger bcrypto better-sqlite3
  binaryextensions bmocha bower brace brakes bufferjs buffers byte bytes.js callsite charset classname cli-spinner cli-table cli-table2
  cline clipboard clui coffeescript coffeescript-module color-js color-logger color-namer color.js colord colour combined-stream2
  common-dir console cookie.js cookie_js cookiejs cookies cose-js crypt crypto-es crypto-ts cryptojs csso dargs data-fns dedent-js
  dom-serialize dom-utils dot-env dotprop edn-data electron-util emitter enquirer env-path es-map es-set eslint-utils esplint esprimaq
  ethers-utils eventemitter2 exec expect.js extend.js extend2 fclone findup flatten foreach form-data-utils form-data2 formdata
  formdata-node fs-promise fs.extra getstream gextend gglobby global grant graphiql handlebars-utils has-own html-escape htmlparser
  httperrors immediato import-locals inherit inquirer2 ip-bigint ip-regex ip-set is-array is-blob is-node is-object is-regexp is-window
  is.object isbuffer isnumber isostring isstream it-buffer it-glob it-map its-set jquery-node jsdoc jslint json json-file-plus json-parser
  json-web-token json3 json8 json_ jsona jsonc jsonp jsonschema just-diff just-validate kindof level levn listr lodash-node lrucache
  lucide-preact media-type mem-fs memjs merge mergee mime-type mimer mkdir mkdir-p mkdirp2 mocha-logger mocks mquery mssql murmurhash
  node-abort-controller node-fetch-npm node-fs-extra node-object-hash node-process node-sass-utils node-walker normalizeurl
  npm-run-parallel npm-which nprogress object-values object_values one-time openapi opencv.js p-tap parse parse-url parsejson parseuri
  path path-parser path2 postcss-js postcss-values-parser preact preact-redux preact-router prettierx pretty-format2 prism process-utils
  prompt proptypes protobuf.js ps-node punycode.js punycode2 random-bytes react-if react-router5 react-vis readdir redis-js reds
  redux-logger redux-thunks reqwest resolve-package resolver rs-module-lexer rsync saxen schedule scrypt scss-loader semiver server servie
  simple-crypto-js simple-lru-cache slash2 sockjs source-map-cjs split sqlite stdnum strip stylus super-three tar-js telegrafjs telegram
  tldjs tlds to-case trough ts-lib ts-map ts-promise tslint tslint-config-airbnb tslint-config-prettier tsutils ttypescript tweetnacl-util
  typecheck typescript-node uglify-es uglifyjs underscore-plus urijs validator.js validatorjs vasync wcwidth.js web-streams-ponyfill
  wordwrapjs xbytes xml-js xmlbuilder2 yazl
`
    .trim()
    .split(/\s+/),
);

/** Scopes of many popular packages. */
export const POPULAR_SCOPES: ReadonlySet<string> = new Set(
  `
  babel types smithy aws-sdk radix-ui opentelemetry typescript-eslint webassemblyjs octokit eslint rollup storybook csstools esbuild inquirer
  vitest firebase emotion tailwindcss azure graphql-tools sentry tiptap floating-ui npmcli isaacs tanstack testing-library parcel react-aria
  sinonjs commitlint prisma datadog algolia supabase google-cloud module-federation napi-rs istanbuljs nestjs react-native
  graphql-codegen vercel codemirror ai-sdk formatjs angular fastify sindresorhus apollo ckeditor angular-devkit solana changesets
  sigstore dnd-kit rolldown microsoft vitejs rushstack chakra-ui ethersproject adobe redis wdio cucumber react-native-community
  amplitude yarnpkg react-spring slack oclif cloudflare aws-amplify react-pdf playwright walletconnect docusaurus anthropic-ai openai
  modelcontextprotocol reduxjs typescript electron metamask hardhat nomicfoundation uniswap wagmi
`
    .trim()
    .split(/\s+/),
);

/** Scopes that are near to those, and known for themselves. */
export const KNOWN_SCOPES: ReadonlySet<string> = new Set(
  'aws-cdk clack remotion rsbuild bazel storyblok vinejs nestjsx svitejs aa-sdk rslint typed vizejs'.split(
    ' ',
  ),
);
