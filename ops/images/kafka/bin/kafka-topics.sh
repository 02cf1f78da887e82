#!/bin/bash
exec java -Xmx256m -Dlog4j2.level=WARN -cp "/opt/kafka/libs/*" org.apache.kafka.tools.TopicCommand "$@"
