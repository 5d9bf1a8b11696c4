#include "train/snapshots.h"

#include "train/run_folder.h"
#include "train/safetensors.h"
#include "train/text.h"

bool snapshots_new(Snapshots *snapshots, const char *folder, Params *like, Message *message)
{
    *snapshots = (Snapshots){.folder = folder, .store = params_new(), .step = -1};
    if (!snapshots->store)
        return message_set(message, "%s: memory is out for its weights", folder);
    params_on_error(snapshots->store, NULL, NULL);
    for (int i = 0; i < params_count(like); i++) {
        const Param param = params_at(like, i);
        params_add(snapshots->store, param_name(param), tensor_shape(param_value(param)));
    }
    return !params_error(snapshots->store) || message_set(message, "%s: memory is out for its weights", folder);
}

void snapshots_free(Snapshots *snapshots)
{
    if (snapshots->store)
        params_free(snapshots->store);
    *snapshots = (Snapshots){.store = NULL};
}

bool snapshots_read(Snapshots *snapshots, int step, Message *message)
{
    const RunPath path = run_step_path(snapshots->folder, "weights", step, "safetensors");
    if (snapshots->step == step)
        return true;
    snapshots->step = -1; // after a failure the store holds any numbers
    if (!safetensors_read(path.text, snapshots->store, message))
        return false;
    snapshots->step = step;
    return true;
}

Tensor snapshots_earlier(const Snapshots *snapshots, Tensor now, Tensor values)
{
    now.data = values.data + (now.data - params_values(snapshots->store).data);
    return now;
}
