'use strict';
// Loaded into the action: it may speak to this machine, and to nobody else.
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
