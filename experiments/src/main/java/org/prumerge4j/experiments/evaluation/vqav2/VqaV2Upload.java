package org.prumerge4j.experiments.evaluation.vqav2;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.prumerge4j.experiments.evaluation.AnswerBook;
import org.prumerge4j.experiments.evaluation.AnswerProcessor;
import org.prumerge4j.experiments.evaluation.Benchmark;
import org.prumerge4j.experiments.evaluation.BenchmarkQuestion;
import org.prumerge4j.experiments.evaluation.EvaluationFiles;
import org.prumerge4j.experiments.evaluation.QuestionId;
import org.prumerge4j.experiments.evaluation.format.Placed;
import org.prumerge4j.model.io.AtomicFiles;
import org.prumerge4j.model.io.StrictJson;

/**
 * The list that the evaluation server takes: an answer to EVERY question of the questions file, normalised, empty
 * where the model gave none.
 */
final class VqaV2Upload implements Benchmark.Upload {
    private final AnswerProcessor processor;

    VqaV2Upload(AnswerProcessor processor) {
        this.processor = processor;
    }

    @Override
    public String describe() {
        return "JSON list for the EvalAI server";
    }

    @Override
    public boolean withoutAnnotations() {
        return true;
    }

    @Override
    public void write(EvaluationFiles files, Path target) throws IOException {
        AnswerBook<String> book = VqaV2.book(files);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Placed<BenchmarkQuestion> question : VqaV2Questions.read(files.questions())) {
            QuestionId id = question.value().id();
            ObjectNode line = list.addObject();
            line.set("question_id", id.json());
            line.put("answer", VqaV2.upload(processor, book.find(id.text())));
        }
        new AtomicFiles().writeFile(target, channel -> channel.write(ByteBuffer.wrap(StrictJson.format(list))));
    }
}
