// A stand-in for a server of the repository: prints its address, says its process id over HTTP, and
// sends every WebSocket message back. `/refused` turns WebSockets away with a 403, as an origin
// check does.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const webSockets = new WebSocketServer({ noServer: true });
const http = createServer((request, response) => {
  response.setHeader("x-host", request.headers.host ?? "");
  response.end(String(process.pid));
});
http.on("upgrade", (request, socket, head) => {
  if (request.url === "/refused") {
    socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
    return;
  }
  webSockets.handleUpgrade(request, socket, head, (client) => {
    client.on("message", (data, binary) => {
      if (data.toString() === "goodbye") client.close(4001, "as you wish");
      else client.send(data, { binary });
    });
  });
});
http.listen(Number(process.env.PORT), "127.0.0.1", () => {
  console.log(`listening on http://127.0.0.1:${http.address().port}`);
});
