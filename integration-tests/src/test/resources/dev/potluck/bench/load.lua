-- For wrk: the same request over and over, and one line for a program to read at the end.
-- Arguments: the request target, and how many requests are sent at once (pipelined).

local request_bytes

function init(args)
  local pipeline = {}
  for i = 1, tonumber(args[2]) do
    pipeline[i] = wrk.format("GET", args[1])
  end
  request_bytes = table.concat(pipeline)
end

function request()
  return request_bytes
end

function done(summary, latency, requests)
  local e = summary.errors
  local errors = e.connect + e.read + e.write + e.timeout + e.status
  -- requests, duration in us, bytes, median latency in us, errors
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
    summary.bytes, latency:percentile(50), errors))
end
