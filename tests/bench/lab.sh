#!/bin/bash
# The inside of scripts/bench: runs in namespaces of its own (mounts, network,
# processes), with lab.sh TOP BUILD DIR REPS LOADS PROXIES RESULTS.
set -u
top=$1 build=$2 dir=$3 reps=$4 results=$7
read -ra loads <<<"$5"
read -ra proxies <<<"$6"
here=$top/tests/bench
secs=${SECS:-5} bulk=${BULK:-1g} idle=${IDLE:-1000} hosts=${HOSTS:-200}
export dir top

fail() {
	echo "bench: $*" >&2
	exit 1
}

ip link set lo up || fail "the network namespace has no loopback"
# sslsplit resolves nothing, not even an address, where no other one is.
ip address add 192.0.2.1/32 dev lo
{
	echo "127.0.0.1 localhost origin.test"
	for i in $(seq 1 "$hosts"); do echo "127.0.0.1 h$i.test"; done
} >"$dir/hosts"
mount --bind "$dir/hosts" /etc/hosts || fail "/etc/hosts cannot be replaced"
ulimit -n "$(ulimit -Hn)"
# shellcheck source=tests/bench/peers.sh
. "$here/peers.sh"

make_ca() { # NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$dir/$1.key" -out "$dir/$1.crt" -days 30 \
		-subj "/O=Bench/CN=Bench $1 CA" \
		-addext basicConstraints=critical,CA:TRUE \
		-addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
	cat "$dir/$1.key" "$dir/$1.crt" >"$dir/$1.pem"
}

wait_port() { # PORT PID: until something listens there
	for _ in $(seq 1 200); do
		if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
			return 0
		fi
		kill -0 "$2" 2>/dev/null || return 1
		sleep 0.05
	done
	return 1
}

stop() { # PID
	kill "$1" 2>/dev/null
	for _ in $(seq 1 100); do
		kill -0 "$1" 2>/dev/null || break
		sleep 0.05
	done
	kill -9 "$1" 2>/dev/null
	wait "$1" 2>/dev/null
}

load() { # LABEL ARGUMENT...
	local label=$1
	shift
	"$build/tests/bench/loadgen" --label "$label" --ca "$dir/both.crt" \
		--target origin.test:9443 --check-body --pid "$proxy" \
		"${via[@]}" "$@"
}

run() { # PROXY WORKLOAD
	local label=$1/$2
	case $2 in
	w1) load "$label" -m keepalive -c 32 -w 500 -s "$secs" ;;
	w2) load "$label" -m bulk -n 1 -z "$bulk" ;;
	w2par) load "$label" -m bulk -c 8 -n 8 -z 256m ;;
	w3) load "$label" -m newconn -c 8 -w 50 -s "$secs" ;;
	w4) load "$label" -m hosts -n "$hosts" -t "h#.test:9443" ;;
	w5) load "$label" -m idle -c 16 -w 20 -n "$idle" ;;
	w6) load "$label" -m keepalive -c 4 -w 8 -s "$secs" -z 1m ;;
	# The persons become known in the warm-up.
	w6pii) load "$label" -m keepalive -c 4 -w 8 -s "$secs" -z 1m -b pii ;;
	esac
}

measure() { # PROXY WORKLOAD: on a process of its own
	proxy='' via=()
	"start_$1" || { echo "bench: $1 does not start" >&2; return; }
	# What it does once and for all is not measured.
	load warm -m newconn -c 2 -n 20 >/dev/null
	run "$1" "$2" | tee -a "$results" | "$here/summary.py" --brief
	stop "$proxy"
}

make_ca origin
make_ca proxy
cat "$dir/origin.crt" "$dir/proxy.crt" >"$dir/both.crt"
chmod 644 "$dir"/*.crt "$dir"/*.key "$dir"/*.pem
"$build/tests/bench/origin" 9443 "$dir/origin.crt" "$dir/origin.key" &
origin=$!
wait_port 9443 "$origin" || fail "the origin does not start"
: >"$results"
for _ in $(seq 1 "$reps"); do
	for w in "${loads[@]}"; do
		for p in "${proxies[@]}"; do
			serves "$p" "$w" && measure "$p" "$w"
		done
	done
done
stop "$origin"
exit 0
