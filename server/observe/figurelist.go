package observe

import "muster/server/scrape"

// Figures are all there are, as they are shown.
var Figures = []Figure{
	grows("cpu_cores", "processor", "cores", "process_cpu_seconds_total"),
	value("memory_bytes", "memory", "B", "process_resident_memory_bytes"),
	value("heap_bytes", "memory", "B", "go_memstats_heap_alloc_bytes"),
	grows("allocated_bytes", "runtime", "B/s", "go_memstats_alloc_bytes_total"),
	value("goroutines", "runtime", "", "go_goroutines"),
	value("open_files", "runtime", "", "process_open_fds"),
	timed("tick_p50_seconds", "tick", "muster_tick_seconds", .5),
	timed("tick_p99_seconds", "tick", "muster_tick_seconds", .99),
	grows("ticks", "work", "/s", "muster_tick_seconds"),
	grows("tick_overruns", "late", "/s", "muster_tick_overruns_total"),
	grows("missed_publications", "late", "/s", "muster_publications_missed_total"),
	with("who", "player", value("players", "players", "", "muster_sessions")),
	with("who", "spectator", value("spectators", "players", "", "muster_sessions")),
	with("state", "running", value("matches", "matches", "", "muster_matches")),
	with("state", "quarantined", value("quarantined", "trouble", "", "muster_matches")),
	grows("view_bytes", "bytes", "B/s", "muster_view_bytes_total"),
	grows("frames", "work", "/s", "muster_frames_sent_total"),
	grows("orders", "orders", "/s", "muster_orders_total"),
	grows("orders_refused", "orders", "/s", "muster_orders_not_admitted_total"),
	value("queue_depth", "orders", "", "muster_queue_depth"),
	timed("journal_append_p50_seconds", "journal", "muster_journal_append_seconds", .5),
	timed("journal_append_p99_seconds", "journal", "muster_journal_append_seconds", .99),
	value("publication_delay_seconds", "journal", "s", "muster_publication_delay_seconds"),
	grows("records", "records", "/s", "muster_records_total"),
	grows("append_conflicts", "trouble", "/s", "muster_store_append_conflicts_total"),
	value("store_used", "store", "share", "muster_store_in_use_ratio"),
	value("standby_lag_ticks", "standby", "ticks", "muster_standby_lag_ticks"),
	value("without_standby", "standbys", "", "muster_matches_without_standby"),
	value("standing_by", "standbys", "", "muster_standing_by"),
	{
		Figure: scrape.Figure{
			Name: "heartbeat_age_seconds", Metric: "muster_heartbeat_age_seconds", Greatest: true,
		},
		Group: "heartbeats", Unit: "s",
	},
	grows("takeovers", "moves", "/s", "muster_takeovers_total"),
	grows("moves", "moves", "/s", "muster_moves_total"),
	grows("false_alarms", "trouble", "/s", "muster_false_alarms_total"),
	timed("handover_gap_p99_seconds", "gap", "muster_handover_gap_seconds", .99),
	timed("rtt_p50_seconds", "links", "muster_link_rtt_seconds", .5),
	timed("rtt_p99_seconds", "links", "muster_link_rtt_seconds", .99),
	grows("packets", "packets", "/s", "muster_packets_sent_total"),
	{
		Figure: scrape.Figure{
			Name: "packets_lost", Metric: "muster_packets_lost_total", Of: "muster_packets_sent_total",
		},
		Group: "loss", Unit: "share",
	},
	grows("joins_refused", "door", "/s", "muster_joins_refused_total"),
	value("links_without_ticket", "door", "", "muster_links_without_ticket"),
	grows("handshakes", "door", "/s", "muster_handshakes_total"),
	value("warm_links", "door", "", "muster_warm_links"),
	value("outbox", "work", "", "muster_outbox_messages"),
	grows("commander_overruns", "commanders", "/s", "muster_commander_overruns_total"),
	grows("commander_panics", "commanders", "/s", "muster_commander_panics_total"),
	value("tickets_waiting", "queue", "", "muster_matchmaker_tickets_waiting"),
	value("queue_matches", "matches", "", "muster_matchmaker_matches"),
	timed("assign_p50_seconds", "wait", "muster_matchmaker_assign_seconds", .5),
	timed("assign_p99_seconds", "wait", "muster_matchmaker_assign_seconds", .99),
	timed("round_p99_seconds", "round", "muster_matchmaker_round_seconds", .99),
	grows("requests", "requests", "/s", "muster_matchmaker_http_requests_total"),
	value("database_bytes", "database", "B", "muster_matchmaker_database_bytes"),
	value("strained_shards", "trouble", "", "muster_matchmaker_strained_shards"),
	{Figure: scrape.Figure{Name: AnswerSeconds}, Group: "answer", Unit: "s"}, // it is measured by asking
}

// AnswerSeconds is the figure of how long a node takes to answer us.
const AnswerSeconds = "answer_seconds"

func value(name, group, unit, metric string) Figure {
	return Figure{scrape.Figure{Name: name, Metric: metric}, group, unit}
}

// grows is how much something grows in a second: a counter, or how many a histogram timed.
func grows(name, group, unit, metric string) Figure {
	return Figure{scrape.Figure{Name: name, Metric: metric, Rate: true}, group, unit}
}

// timed is a quantile of times.
func timed(name, group, metric string, q float64) Figure {
	return Figure{scrape.Figure{Name: name, Metric: metric, Quantile: q}, group, "s"}
}

// with counts only what has a label.
func with(label, equals string, f Figure) Figure { f.Label = [2]string{label, equals}; return f }
