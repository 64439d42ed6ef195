'use strict';
// Loaded into the action: it may speak to this machine, and to nobody else. The hosts of a GitHub that E2E_HOSTS names are
// answered by the service at E2E_SERVICE.
const http = require('node:http');
const https = require('node:https');
const net = require('node:net');

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const host =
    typeof first === 'object' && first !== null
      ? first.host
      : typeof args[1] === 'string'
        ? args[1]
        : undefined;
  if (host !== undefined && !['127.0.0.1', '::1', 'localhost'].includes(host))
    throw new Error(`the action tried to reach ${host}`);
  return connect.apply(this, args);
};

const { E2E_HOSTS: hosts, E2E_SERVICE: service } = process.env;
const { request } = https;
https.request = function (options, ...rest) {
  const host = options.hostname ?? options.host ?? '';
  if (hosts === undefined || !host.endsWith(hosts)) return request.call(this, options, ...rest);
  const { hostname, port } = new URL(service);
  return http.request(
    { ...options, protocol: 'http:', host: hostname, hostname, port, agent: undefined },
    ...rest,
  );
};
